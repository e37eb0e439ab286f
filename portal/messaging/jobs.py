"""What the worker does with a message on the outbox. The runner has marked the row `sender` and committed."""

from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.identity.actor import Actor
from portal.jobs.handlers import NotYet, handles
from portal.jobs.models import Utboks
from portal.messaging import registry
from portal.messaging.mail import Mail
from portal.messaging.models import Dialogmelding, Kanal
from portal.messaging.rows import SLAG
from portal.messaging.sms import Sms, quiet_s, sender_name
from portal.tenancy.models import Tenant


@handles(SLAG)
def send_melding(session: Session, *, row: Utboks) -> None:
    """Send one message by the installation's channel; then it is told on the timeline, and a secret is wiped.

    Raises:
        Refused, Unavailable, Uncertain: as the channel says. NotYet: it rests at night, and it is.
    """
    melding = session.scalar(select(Dialogmelding).where(Dialogmelding.id == UUID(row.data["melding_id"])))
    if melding is None or melding.trukket_tid is not None or melding.utboks_id != row.id:
        return
    if melding.bare_dagtid and (seconds := quiet_s(now())):
        raise NotYet(seconds)  # whoever was late, the worker or the gateway: nobody is woken
    if melding.kanal is Kanal.SMS:
        registry.sms_channel().send(_sms(session, melding))
    else:
        registry.channel().send(_mail(session, melding))
    if melding.hemmelig:
        melding.tekst = ""
    elif melding.kunde_id is not None or melding.person_id is not None:
        # The one who wrote it is the one who acts, though a worker carries it out.
        session.info["actor"] = Actor(melding.aktoer_slag, melding.aktoer_id, melding.aktoer_navn)
        record(
            session,
            "sms.sendt" if melding.kanal is Kanal.SMS else "melding.sendt",
            kunde_id=melding.kunde_id,
            person_id=melding.person_id,
            subject=melding,
            til=melding.til_navn or melding.til,
            emne=melding.emne,
        )


def _agency(session: Session) -> Row[str, str]:
    """Its name, and what it is called in addresses. One statement."""
    return session.execute(select(Tenant.navn, Tenant.slug).where(Tenant.id == session.info["tenant"])).one()


def _sms(session: Session, melding: Dialogmelding) -> Sms:
    return Sms(
        id=melding.id,
        tenant_id=session.info["tenant"],
        fra=registry.sms_sender() or sender_name(_agency(session).navn),
        til=melding.til,
        til_navn=melding.til_navn,
        tekst=melding.tekst,
        tid=melding.opprettet_tid,
    )


def _mail(session: Session, melding: Dialogmelding) -> Mail:
    tenant_id: int = session.info["tenant"]
    office, agency = registry.sender_for(session, melding.kunde_id), _agency(session)
    return Mail(
        id=melding.id,
        tenant_id=tenant_id,
        fra=registry.sender(),
        fra_navn=office.navn or agency.navn,
        fra_adresse=office.epost if registry.may_send_as(agency.slug, office.epost) else "",
        til=melding.til,
        til_navn=melding.til_navn,
        svar_til=melding.svar_til,
        logg=registry.log_address(agency.slug) if melding.engasjement_id and not melding.hemmelig else "",
        emne=melding.emne,
        tekst=melding.tekst,
        sprak=melding.sprak,
        tid=melding.opprettet_tid,
        kalender=melding.kalender,
        vedlegg=[registry.load_attachment(session, UUID(dokument_id)) for dokument_id in melding.vedlegg],
    )
