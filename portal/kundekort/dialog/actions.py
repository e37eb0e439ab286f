"""Writing to a customer's contacts. The receiver is one of them, never an address typed by hand (D14)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.dialog.queries import find_melding, list_vedleggsvalg
from portal.kundekort.mottakere import find_kontakt, find_mottaker, sms_til
from portal.kundekort.queries import get_kunde
from portal.kundekort.sist_kontakt import was_in_touch
from portal.messaging.actions import ANGRETID_S, send_epost, send_paa_nytt, send_sms, trekk_melding
from portal.messaging.models import Dialogmelding, Kanal


def send_til_kontakt(
    session: Session,
    *,
    kunde_id: UUID,
    kontakt_id: UUID,
    emne: str,
    tekst: str,
    svar_til: str,
    noekkel: UUID,
    vedlegg: Sequence[UUID] = (),
) -> Dialogmelding:
    """Mail one contact of the customer; it leaves after ANGRETID_S seconds. The same `noekkel` answers the first.

    Raises:
        NotFound. Refused: not a contact of this customer, or an attachment that is not the customer's.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    mottaker = find_mottaker(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    if mottaker is None:
        raise Refused(_("Mottakeren må være en kontakt hos kunden, med e-postadresse."), field="kontakt")
    offered = {row.id for row in list_vedleggsvalg(session, kunde_id=kunde_id)} if vedlegg else set()
    if not set(vedlegg) <= offered:
        raise Refused(_("Vedlegget hører ikke til kunden."), field="vedlegg")
    was_in_touch(session, kunde_id=kunde_id, tid=now())
    return send_epost(
        session,
        til=mottaker.epost,
        navn=mottaker.navn,
        emne=emne,
        tekst=tekst,
        sprak=mottaker.sprak or kunde.sprak,
        noekkel=noekkel,
        kunde_id=kunde_id,
        person_id=mottaker.person_id,
        engasjement_id=kontakt_id,
        svar_til=svar_til,
        vedlegg=vedlegg,
        vent_s=ANGRETID_S,
    )


def send_sms_til_kontakt(
    session: Session,
    *,
    kunde_id: UUID,
    kontakt_id: UUID,
    tekst: str,
    noekkel: UUID,
    bare_dagtid: bool = False,
) -> Dialogmelding:
    """A text message to one contact of the customer; it leaves as a mail does, by `bare_dagtid` not at night.

    Raises:
        NotFound. Refused: not a contact of this customer, none of his numbers can get one, or the text is too long.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    mottaker = find_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    number = sms_til(mottaker) if mottaker is not None else ""
    if mottaker is None or not number:
        raise Refused(_("Mottakeren må være en kontakt hos kunden, med mobilnummer."), field="kontakt")
    was_in_touch(session, kunde_id=kunde_id, tid=now())
    return send_sms(
        session,
        til=number,
        navn=mottaker.navn,
        tekst=tekst,
        sprak=mottaker.sprak or kunde.sprak,
        noekkel=noekkel,
        kunde_id=kunde_id,
        person_id=mottaker.person_id,
        engasjement_id=kontakt_id,
        bare_dagtid=bare_dagtid,
        vent_s=ANGRETID_S,
    )


def trekk_tilbake(session: Session, *, kunde_id: UUID, melding_id: UUID) -> Dialogmelding:
    """Take a mail or a text message back before it leaves. Raises NotFound; Refused when it has left."""
    find_melding(session, kunde_id=kunde_id, melding_id=melding_id)
    melding = trekk_melding(session, melding_id=melding_id)
    record(
        session,
        "sms.trukket" if melding.kanal is Kanal.SMS else "melding.trukket",
        kunde_id=kunde_id,
        person_id=melding.person_id,
        subject=melding,
        til=melding.til_navn or melding.til,
        emne=melding.emne,
    )
    return melding


def proev_igjen(session: Session, *, kunde_id: UUID, melding_id: UUID, noekkel: UUID) -> Dialogmelding:
    """A person sends a failed or undecided message once more. Raises NotFound; Refused when it has left or waits."""
    find_melding(session, kunde_id=kunde_id, melding_id=melding_id)
    return send_paa_nytt(session, melding_id=melding_id, noekkel=noekkel)
