"""Writing a message: the row and its outbox row in the caller's transaction. Nothing leaves before commit."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import LANGUAGES, _
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.outbox import enqueue
from portal.messaging import registry
from portal.messaging.models import Dialogmelding
from portal.web.parse import BadInput, parse_epost

SLAG = "melding.send"
#: A person may take a mail back this long (modell.md §4).
ANGRETID_S = 30


def send_epost(
    session: Session,
    *,
    til: str,
    navn: str,
    emne: str,
    tekst: str,
    sprak: str,
    noekkel: UUID,
    kunde_id: UUID | None = None,
    person_id: UUID | None = None,
    engasjement_id: UUID | None = None,
    svar_til: str = "",
    vedlegg: Sequence[UUID] = (),
    hemmelig: bool = False,
    kalender: str = "",
    vent_s: int = 0,
) -> Dialogmelding:
    """Put one mail on the outbox. The same `noekkel` again answers the first message.

    `hemmelig` is for one-time codes and links: the text is wiped once it has left, and no timeline shows it.
    `vedlegg` are ids of stored documents, `kalender` an invitation as iCalendar text. `vent_s` seconds pass before it
    leaves. Without `svar_til` the office of the customer may have one. Four statements, five about a customer.

    Raises:
        Refused: not an address, or a line break in a header.
    """
    if first := session.scalar(select(Dialogmelding).where(Dialogmelding.noekkel == noekkel)):
        return first
    actor = actor_of(session)
    # Checked when the office chose it: nothing of it stops a mail.
    reply_to = registry.sender_for(session, kunde_id).svar_til if not hemmelig and not svar_til else ""
    melding = Dialogmelding(
        id=uuid7(),
        noekkel=noekkel,
        kunde_id=kunde_id,
        person_id=person_id,
        engasjement_id=engasjement_id,
        til=_address(til),
        til_navn=_header(navn),
        svar_til=_address(svar_til) if svar_til else reply_to,
        emne=_header(emne),
        tekst=tekst,
        sprak=sprak if sprak in LANGUAGES else "nb",
        hemmelig=hemmelig,
        kalender=kalender,
        vedlegg=[str(dokument_id) for dokument_id in vedlegg],
        aktoer_slag=actor.slag,
        aktoer_id=actor.id,
        aktoer_navn=actor.navn,
        opprettet_tid=now(),
    )
    melding.utboks_id = enqueue(session, SLAG, key=noekkel, delay_s=vent_s, melding_id=melding.id)
    session.add(melding)
    session.flush()  # a second call with the same key in this transaction must find it
    return melding


def trekk_melding(session: Session, *, melding_id: UUID) -> Dialogmelding:
    """Take a message back before it leaves. Locks the outbox row, so that the worker waits or we do.

    Raises:
        NotFound: no such message. Refused: it has left, or is leaving now.
    """
    melding, utboks = _locked(session, melding_id)
    if melding.trukket_tid is not None:
        return melding
    if utboks is None or utboks.tilstand is not Utbokstilstand.NY:
        raise Refused(_("Meldingen er alt sendt og kan ikke trekkes tilbake."))
    melding.trukket_tid = now()
    return melding


def send_paa_nytt(session: Session, *, melding_id: UUID, noekkel: UUID) -> Dialogmelding:
    """A person decides to try a failed or undecided message again; it keeps its Message-ID.

    Raises:
        NotFound: no such message. Refused: it has left or still waits, or its secret text is gone.
    """
    melding, utboks = _locked(session, melding_id)
    if utboks is None or utboks.tilstand not in {Utbokstilstand.FEILET, Utbokstilstand.USIKKER}:
        raise Refused(_("Meldingen er alt sendt, eller venter på å bli sendt."))
    if melding.hemmelig:
        raise Refused(_("En engangskode eller lenke sendes ikke på nytt. Lag en ny."))
    melding.utboks_id = enqueue(session, SLAG, key=noekkel, melding_id=melding.id)
    return melding


def _locked(session: Session, melding_id: UUID) -> tuple[Dialogmelding, Utboks | None]:
    melding = session.scalar(select(Dialogmelding).where(Dialogmelding.id == melding_id).with_for_update())
    if melding is None:
        raise NotFound(f"dialogmelding {melding_id}")
    utboks = session.scalar(
        select(Utboks)
        .where(Utboks.id == melding.utboks_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return melding, utboks


def _address(text: str) -> str:
    try:
        return parse_epost(text)
    except BadInput as bad:
        raise Refused(bad.sentence, field="til") from bad


def _header(text: str) -> str:
    """A header is one line; a line break in one would start another header (C12)."""
    if any(sign in text for sign in "\r\n\x00"):
        raise Refused(_("Emne og navn kan ikke ha linjeskift."), field="emne")
    return text.strip()
