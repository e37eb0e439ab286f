"""An import from file to undo: read, try, run in parts, take back. Nothing here commits."""

from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.importer.queries import get_import, list_celler
from portal.kundekort.importer.rules import FELTER, recognise
from portal.kundekort.importer.run import count_outcomes, plan_rows
from portal.kundekort.importer.tables import Tabell
from portal.kundekort.importer.writing import write_results
from portal.kundekort.models import Import, Importrad, Importtilstand

DEFAULT_SOURCE = "import"


def les_fil(session: Session, *, filnavn: str, tabell: Tabell, kilde: str = DEFAULT_SOURCE) -> Import:
    """Keep the rows of a file that was read, with the columns recognised. Nothing is imported. Two statements."""
    actor = actor_of(session)
    kjoering = Import(
        id=uuid7(),
        filnavn=filnavn[-200:],
        kilde=kilde.strip() or DEFAULT_SOURCE,
        format=tabell.format,
        koding=tabell.koding,
        tilstand=Importtilstand.LEST,
        overskrifter=tabell.overskrifter,
        kolonner=recognise(tabell.overskrifter),
        antall=len(tabell.rader),
        behandlet=0,
        bruker_id=actor.id if actor.slag == "ansatt" else None,
        opprettet_tid=now(),
    )
    session.add(kjoering)
    session.flush()  # the lines point at it
    session.execute(
        insert(Importrad).returning(Importrad.id),
        [
            {
                "tenant_id": session.info["tenant"],
                "id": uuid7(),
                "import_id": kjoering.id,
                "linje": linje,
                "celler": celler,
            }
            for linje, celler in tabell.rader
        ],
    )
    return kjoering


def proev_import(session: Session, *, import_id: UUID, kolonner: dict[str, int] | None = None) -> Import:
    """Decide what every line would do, and store that; no customer is touched. Locks the import.

    `kolonner` (field → column) replaces what was recognised.

    Raises:
        NotFound: no such import.
        Refused: already started, or no column holds the name.
    """
    kjoering = get_import(session, import_id=import_id, lock=True)
    if kjoering.tilstand not in {Importtilstand.LEST, Importtilstand.PROEVD}:
        raise Refused(_("Importen er alt satt i gang."))
    if kolonner is not None:
        kjoering.kolonner = {
            field: column
            for field, column in kolonner.items()
            if field in FELTER and 0 <= column < len(kjoering.overskrifter)
        }
    if "navn" not in kjoering.kolonner:
        raise Refused(
            _(
                "Fant ingen kolonne for navnet på kunden. Første linje må være overskrifter; velg kolonnen Navn."
            ),
            field="navn",
        )
    plans = plan_rows(session, kjoering, list_celler(session, import_id=import_id), whole_file=True)
    write_results(session, import_id=import_id, plans=plans, done=False)
    kjoering.tilstand = Importtilstand.PROEVD
    kjoering.versjon += 1
    count_outcomes(session, kjoering)
    return kjoering


def start_import(session: Session, *, import_id: UUID) -> Import:
    """Mark a tried import as waiting for its run. A second time changes nothing.

    Raises:
        NotFound: no such import.
        Refused: not tried yet, or taken back.
    """
    kjoering = get_import(session, import_id=import_id, lock=True)
    if kjoering.tilstand in {Importtilstand.KOE, Importtilstand.FERDIG}:
        return kjoering
    if kjoering.tilstand is not Importtilstand.PROEVD:
        raise Refused(_("Prøv importen først, så du ser hva den gjør."))
    kjoering.tilstand = Importtilstand.KOE
    kjoering.behandlet = 0
    kjoering.versjon += 1
    return kjoering
