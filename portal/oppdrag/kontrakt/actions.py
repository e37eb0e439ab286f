"""Agreements: written from an opportunity, made into a document by the worker, ready to be signed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.filestore.actions import store_file
from portal.filestore.models import Dokumentslag
from portal.i18n import _, in_language
from portal.jobs.outbox import enqueue
from portal.kundekort.kontor import find_logo
from portal.kundekort.queries import get_kunde
from portal.kundekort.salg.queries import get_mulighet
from portal.oppdrag.kontrakt.content import Kontraktdata, kontrakt_content
from portal.oppdrag.kontrakt.pdf import make_pdf
from portal.oppdrag.kontrakt.queries import get_kontrakt, get_parter
from portal.oppdrag.models_kontrakt import Kontrakt, Kontrakttilstand
from portal.oppdrag.paaslag.queries import list_faktorer

SLAG = "kontrakt.lag"
_REGION = {"nb": "NO", "nn": "NO", "en": "GB"}


def skriv_kontrakt(
    session: Session, *, kunde_id: UUID, mulighet_id: UUID, data: Kontraktdata, faktor_id: UUID | None
) -> dict[str, Any]:
    """The words of an agreement, in the customer's language; nothing is kept.

    Raises:
        NotFound. Refused: a factor that does not hold for the customer that day, neither factor nor price, both of
            them, or a last day before the first.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    mulighet = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id)
    _level, factors = list_faktorer(session, kunde_id=kunde_id, dag=data.gyldig_fra)
    chosen = next((row for row in factors if row.id == faktor_id), None)
    if faktor_id is not None and chosen is None:
        raise Refused(_("Faktoren gjelder ikke for kunden på den datoen."), field="faktor_id")
    if chosen is None and data.pris_oere is None:
        raise Refused(_("Velg en påslagsfaktor, eller skriv prisen per time."), field="pris")
    if chosen is not None and chosen.ordinaer_bp is not None and data.pris_oere is not None:
        raise Refused(
            _(
                "Velg «Pris per time» over, eller tøm prisen: med en påslagsfaktor kommer den ikke i kontrakten."
            ),
            field="pris",
        )
    if data.gyldig_til is not None and data.gyldig_til < data.gyldig_fra:
        raise Refused(_("Siste dag kan ikke være før første dag."), field="gyldig_til")
    ours, theirs = get_parter(session, kunde=kunde, kontakt_id=mulighet.kontakt_id)
    with in_language(kunde.sprak):
        words = kontrakt_content(
            data,
            utleier=ours,
            innleier=theirs,
            faktor=chosen,
            betalingsdager=kunde.betalingsdager,
            dag=today(),
        )
    return {**words, "sprak": kunde.sprak, "region": _REGION.get(kunde.sprak, "NO")}


def lag_kontrakt(
    session: Session, *, kunde_id: UUID, mulighet_id: UUID, data: Kontraktdata, faktor_id: UUID | None
) -> Kontrakt:
    """Keep the agreement as it reads now, and let the worker make its PDF. Raises as skriv_kontrakt."""
    words = skriv_kontrakt(
        session, kunde_id=kunde_id, mulighet_id=mulighet_id, data=data, faktor_id=faktor_id
    )
    row = Kontrakt(
        id=uuid7(),
        kunde_id=kunde_id,
        mulighet_id=mulighet_id,
        tittel=data.tittel,
        innhold=words,
        gyldig_fra=data.gyldig_fra,
        gyldig_til=data.gyldig_til + timedelta(days=1) if data.gyldig_til else None,  # stored half-open
        tilstand=Kontrakttilstand.LAGES,
        opprettet_tid=now(),
        opprettet_av_navn=actor_of(session).navn,
    )
    session.add(row)
    session.flush()  # the outbox row and the history name it
    enqueue(session, SLAG, key=row.id, kontrakt_id=row.id)
    record(session, "kontrakt.skrevet", kunde_id=kunde_id, subject=row, tittel=row.tittel)
    return row


def lag_dokument(session: Session, *, kontrakt_id: UUID) -> Kontrakt:
    """The PDF as a document on the card, once: a second run finds it there. Locks the agreement.

    Raises NotFound. Unavailable: store or fonts; tried again.
    """
    row = get_kontrakt(session, kontrakt_id=kontrakt_id, lock=True)
    if row.dokument_id is not None:
        return row
    dokument = store_file(
        session,
        innhold=make_pdf(row, find_logo(session, kunde_id=row.kunde_id)),
        filnavn=f"{row.tittel}.pdf",
        slag=Dokumentslag.RAMMEAVTALE,
        tittel=row.tittel,
        kunde_id=row.kunde_id,
        kobling=("kontrakt", row.id),
        gyldig_fra=row.gyldig_fra,
        gyldig_til=row.gyldig_til,
    )
    row.dokument_id, row.tilstand = dokument.id, Kontrakttilstand.KLAR
    record(session, "kontrakt.klar", kunde_id=row.kunde_id, subject=dokument, tittel=row.tittel)
    return row
