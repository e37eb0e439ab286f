"""An import from file to undo: read, try, run in parts, take back. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.importer.links import link_parents
from portal.kundekort.importer.matching import Radplan, plan_lines
from portal.kundekort.importer.queries import count_utfall, get_import, list_celler
from portal.kundekort.importer.rules import FELTER, interpret, recognise
from portal.kundekort.importer.tables import Tabell
from portal.kundekort.importer.undo import set_status
from portal.kundekort.importer.writing import write_changes, write_history, write_new, write_results
from portal.kundekort.models import Import, Importrad, Importtilstand, Kundestatus, Radutfall
from portal.tenancy.models import Avdeling, Selskap

#: Lines of one part of a run; each part is committed by itself when a worker does it.
PART = 1_000
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
        insert(Importrad),
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
    plans = _plan(session, kjoering, list_celler(session, import_id=import_id), whole_file=True)
    write_results(session, import_id=import_id, plans=plans, done=False)
    kjoering.tilstand = Importtilstand.PROEVD
    kjoering.versjon += 1
    _count(session, kjoering)
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


@dataclass(frozen=True)
class Del:
    """How far a run has come: lines done of all, and whether more remains."""

    behandlet: int
    antall: int
    ferdig: bool


def kjoer_del(session: Session, *, import_id: UUID, storrelse: int = PART) -> Del:
    """Do the next part: customers made and changed; the last part links enheter to their parents.

    Running the same part again after a kill is harmless: what the first try did is gone with its transaction.
    Locks the import, then the tenant's customer numbering.
    """
    kjoering = get_import(session, import_id=import_id, lock=True)
    if kjoering.tilstand is not Importtilstand.KOE:
        return Del(kjoering.behandlet, kjoering.antall, ferdig=True)
    rows = list_celler(
        session, import_id=import_id, etter_linje=kjoering.behandlet, antall=storrelse, kun_gode=True
    )
    if rows:
        plans = _plan(session, kjoering, rows, whole_file=False)
        status_id, selskap_id, avdeling_id = _placement(session, kjoering)
        write_new(
            session,
            [plan for plan in plans if plan.utfall is Radutfall.NY and not plan.gjenopptatt],
            kjoering=kjoering,
            status_id=status_id,
            selskap_id=selskap_id,
            avdeling_id=avdeling_id,
        )
        _revive(session, kjoering, [plan for plan in plans if plan.gjenopptatt], status_id=status_id)
        write_changes(
            session, [plan for plan in plans if plan.utfall is Radutfall.OPPDATERT], kjoering=kjoering
        )
        write_results(session, import_id=import_id, plans=plans, done=True)
        #: The last line done; lines are numbered as in the file.
        kjoering.behandlet = rows[-1].linje
    done = len(rows) < storrelse
    if done:
        link_parents(session, kjoering=kjoering)
        kjoering.tilstand, kjoering.ferdig_tid = Importtilstand.FERDIG, now()
        record(session, "import.ferdig", subject=kjoering, fil=kjoering.filnavn)
    kjoering.versjon += 1
    _count(session, kjoering)
    return Del(kjoering.behandlet, kjoering.antall, ferdig=done)


def _plan(session: Session, kjoering: Import, rows: Sequence[object], *, whole_file: bool) -> list[Radplan]:
    width = len(kjoering.overskrifter)
    lines = [
        (row.linje, interpret(row.celler, kjoering.kolonner, bredde=width))  # type: ignore[attr-defined]
        for row in rows
    ]
    return plan_lines(session, lines, kilde=kjoering.kilde, whole_file=whole_file)


def _revive(session: Session, kjoering: Import, plans: list[Radplan], *, status_id: UUID) -> None:
    """Customers of an import that was taken back come again under their old numbers."""
    if not plans:
        return
    write_changes(session, plans, kjoering=kjoering)
    set_status(
        session,
        kunde_ids=[plan.kunde_id for plan in plans if plan.kunde_id],
        status_id=status_id,
        import_id=kjoering.id,
        grunn=_("Importert på nytt fra %(fil)s", fil=kjoering.filnavn),
    )
    write_history(session, "kunde.importert", [plan.kunde_id for plan in plans], fil=kjoering.filnavn)


def _placement(session: Session, kjoering: Import) -> tuple[UUID, UUID, UUID | None]:
    """(status Potensiell, Selskap, the importing employee's office). Three statements at most."""
    status_id = session.scalar(select(Kundestatus.id).where(Kundestatus.kode == "P"))
    avdeling_id, selskap_id = None, None
    if kjoering.bruker_id is not None:
        row = session.execute(
            select(Avdeling.id, Avdeling.selskap_id)
            .join(Bruker, Bruker.avdeling_id == Avdeling.id)
            .where(Bruker.id == kjoering.bruker_id)
        ).one_or_none()
        if row is not None:
            avdeling_id, selskap_id = row.id, row.selskap_id
    selskap_id = selskap_id or session.scalar(select(Selskap.id).order_by(Selskap.id).limit(1))
    if status_id is None or selskap_id is None:
        raise Refused(_("Byrået mangler selskap eller kundestatuser."))
    return status_id, selskap_id, avdeling_id


def _count(session: Session, kjoering: Import) -> None:
    counts = count_utfall(session, import_id=kjoering.id)
    kjoering.nye = counts.get(Radutfall.NY, 0)
    kjoering.oppdatert = counts.get(Radutfall.OPPDATERT, 0)
    kjoering.uendret = counts.get(Radutfall.UENDRET, 0)
    kjoering.duplikat = counts.get(Radutfall.DUPLIKAT, 0)
    kjoering.feil = counts.get(Radutfall.FEIL, 0)
