"""Writing a message: the row and its outbox row in the caller's transaction. Nothing leaves before commit."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from textwrap import shorten
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import NotFound, Refused
from portal.i18n import _, _l
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.outbox import enqueue
from portal.messaging import registry
from portal.messaging.models import Dialogmelding, Kanal
from portal.messaging.rows import SLAG, put_message, sent_before
from portal.messaging.sms import MOST_PARTS, measure, parse_mobil, quiet_s, too_long
from portal.web.parse import BadInput, parse_epost

#: A person may take a mail back this long (modell.md §4).
ANGRETID_S = 30
#: Signs of a text message that lists call it by.
FIRST_WORDS = 60
TOO_LONG = _l("Teksten er for lang: den går som %(deler)s SMS, og %(hoeyst)s er det meste.")


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
    if first := sent_before(session, noekkel):
        return first
    # Checked when the office chose it: nothing of it stops a mail.
    reply_to = registry.sender_for(session, kunde_id).svar_til if not hemmelig and not svar_til else ""
    return put_message(
        session,
        Dialogmelding(
            noekkel=noekkel,
            kanal=Kanal.EPOST,
            kunde_id=kunde_id,
            person_id=person_id,
            engasjement_id=engasjement_id,
            til=_address(til),
            til_navn=_header(navn),
            svar_til=_address(svar_til) if svar_til else reply_to,
            emne=_header(emne),
            tekst=tekst,
            hemmelig=hemmelig,
            kalender=kalender,
            vedlegg=[str(dokument_id) for dokument_id in vedlegg],
        ),
        sprak=sprak,
        vent_s=vent_s,
    )


def send_sms(
    session: Session,
    *,
    til: str,
    navn: str,
    tekst: str,
    sprak: str,
    noekkel: UUID,
    kunde_id: UUID | None = None,
    person_id: UUID | None = None,
    engasjement_id: UUID | None = None,
    hemmelig: bool = False,
    bare_dagtid: bool = False,
    vent_s: int = 0,
) -> Dialogmelding:
    """Put one text message on the outbox, as `send_epost` does a mail. Four statements.

    `bare_dagtid` is for one that goes to many: it rests until the morning. A secret one has no first words either.

    Raises:
        Refused: not a number that can get one, nothing written, too long, or no gateway is set up.
    """
    if first := sent_before(session, noekkel):
        return first
    if not registry.sms_ready():
        raise Refused(_("SMS er ikke satt opp for denne installasjonen."))
    written = tekst.replace("\r\n", "\n").strip()
    if not written:
        raise Refused(_("Skriv en melding."), field="tekst")
    if too_long(written):
        raise Refused(str(TOO_LONG) % {"deler": measure(written).deler, "hoeyst": MOST_PARTS}, field="tekst")
    number = _read(parse_mobil, til)
    if bare_dagtid:
        vent_s += quiet_s(now() + timedelta(seconds=vent_s))
    return put_message(
        session,
        Dialogmelding(
            noekkel=noekkel,
            kanal=Kanal.SMS,
            kunde_id=kunde_id,
            person_id=person_id,
            engasjement_id=engasjement_id,
            til=number,
            til_navn=navn.strip(),
            emne="" if hemmelig else shorten(written, FIRST_WORDS, placeholder=" …"),
            tekst=written,
            hemmelig=hemmelig,
            bare_dagtid=bare_dagtid,
        ),
        sprak=sprak,
        vent_s=vent_s,
    )


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
    melding.bare_dagtid = False  # this one message a person sends now
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
    return _read(parse_epost, text)


def _read(parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text)
    except BadInput as bad:
        raise Refused(bad.sentence, field="til") from bad


def _header(text: str) -> str:
    """A header is one line; a line break in one would start another header (C12)."""
    if any(sign in text for sign in "\r\n\x00"):
        raise Refused(_("Emne og navn kan ikke ha linjeskift."), field="emne")
    return text.strip()
