"""Which channels this installation sends mail and text messages by, and who can open the files of a mail."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from portal.errors import Unavailable
from portal.i18n import _
from portal.messaging.base import Channel, SmsChannel
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.channels.smtp.channel import SmtpChannel
from portal.messaging.channels.sveve.channel import SveveChannel
from portal.messaging.innboks.adresse import find_slug
from portal.messaging.innboks.adresse import log_address as log_address_of
from portal.messaging.innboks.brev import Innboks, Innkommende
from portal.messaging.innboks.imap import ImapInnboks
from portal.messaging.innboks.lokal import LokalInnboks
from portal.messaging.mail import Vedlegg
from portal.settings import Settings

#: What a mail that came in is about: True when it was somebody's and is kept now (or was before).
Receive = Callable[[Session, Innkommende], bool]
LoadAttachment = Callable[[Session, UUID], Vedlegg]


@dataclass(frozen=True)
class Sender:
    """Whom mail is from; what is empty, the installation and the agency decide."""

    navn: str = ""
    epost: str = ""
    #: Where answers go; empty: nobody reads them.
    svar_til: str = ""


FindSender = Callable[[Session, UUID], Sender]


@dataclass
class _Chosen:
    channel: Channel | None = None
    #: Envelope and From address.
    sender: str = ""
    #: (agency's slug, domain) it may send for.
    domains: Sequence[tuple[str, str]] = ()
    sms: SmsChannel | None = None
    #: Name that text messages come from; empty is the agency's own.
    sms_sender: str = ""
    load: LoadAttachment | None = None
    find_sender: FindSender | None = None
    innboks: Innboks | None = None
    #: Base of the agencies' log addresses, and what signs them.
    log_base: str = ""
    log_secret: str = field(default="", repr=False)
    receive: Receive | None = None


_chosen = _Chosen()


def configure(settings: Settings) -> None:
    """Choose by the settings: SMTP when there is a server, else the local outbox."""
    use(
        SmtpChannel.from_settings(settings)
        if settings.smtp_host
        else LocalChannel(settings.data_dir / "utboks"),
        sender=settings.smtp_from,
    )
    _chosen.domains = settings.mail_domains
    use_sms(_sms_channel(settings), sender=settings.sms_from or "")
    box = (
        ImapInnboks.from_settings(settings)
        if settings.imap_host
        else LokalInnboks(settings.data_dir / "innboks")
    )
    use_innboks(box, base=settings.mail_in_address or "", secret=settings.secret_key)


def _sms_channel(settings: Settings) -> SmsChannel | None:
    """The gateway of the settings. With real mail and no gateway there is none: nobody reads the local outbox."""
    if settings.sms_user:
        return SveveChannel.from_settings(settings)
    return None if settings.smtp_host else LocalSmsChannel(settings.data_dir / "utboks")


def use(channel: Channel, *, sender: str) -> None:
    """Send by this channel from now on in this process."""
    _chosen.channel, _chosen.sender = channel, sender


def channel() -> Channel:
    """The channel in use.

    Raises:
        RuntimeError: `configure` was not called.
    """
    if _chosen.channel is None:
        raise RuntimeError("no mail channel: portal.messaging.registry.configure was not called")
    return _chosen.channel


def sender() -> str:
    """The address mail comes from."""
    return _chosen.sender


def may_send_as(slug: str, address: str) -> bool:
    """Whether mail of the agency may come from the address now: the office chose it under an older setting, perhaps."""
    return (slug, address.rpartition("@")[2].lower()) in _chosen.domains


def use_sms(channel: SmsChannel | None, *, sender: str = "") -> None:
    """Send text messages by this channel from now on in this process."""
    _chosen.sms, _chosen.sms_sender = channel, sender


def sms_ready() -> bool:
    """Whether this installation can send text messages."""
    return _chosen.sms is not None


def sms_channel() -> SmsChannel:
    """The channel in use.

    Raises:
        Unavailable: none is set up; what waits goes when one is.
    """
    if _chosen.sms is None:
        raise Unavailable(_("SMS er ikke satt opp for denne installasjonen."))
    return _chosen.sms


def sms_sender() -> str:
    """The name text messages come from; empty is the agency's own."""
    return _chosen.sms_sender


def use_innboks(box: Innboks | None, *, base: str, secret: str) -> None:
    """Fetch what comes in from this mail box from now on in this process."""
    _chosen.innboks, _chosen.log_base, _chosen.log_secret = box, base, secret


def innboks() -> Innboks | None:
    """The mail box in use; None where there is no address that mail comes in to."""
    return _chosen.innboks if _chosen.log_base else None


def log_address(slug: str) -> str:
    """Where an agency's people copy mail to, and answers go too; empty where mail that comes in is not read."""
    return log_address_of(_chosen.log_base, slug=slug, secret=_chosen.log_secret)


def find_agency(addresses: Iterable[str]) -> str | None:
    """Which agency's log address is among them."""
    return (
        find_slug(addresses, base=_chosen.log_base, secret=_chosen.log_secret) if _chosen.log_base else None
    )


def register_receiver(receive: Receive) -> None:
    """`receive(session, mail)`: whose mail it is, a room above knows."""
    _chosen.receive = receive


def receive(session: Session, mail: Innkommende) -> bool:
    """Whether anybody knew whom the mail is about."""
    return _chosen.receive is not None and _chosen.receive(session, mail)


def register_attachments(load: LoadAttachment) -> None:
    """`load(session, document id)`: filestore is a sibling, so a room that knows both registers this."""
    _chosen.load = load


def load_attachment(session: Session, dokument_id: UUID) -> Vedlegg:
    """The file of a document.

    Raises:
        RuntimeError: nobody registered a loader.
    """
    if _chosen.load is None:
        raise RuntimeError("no loader of attachments is registered")
    return _chosen.load(session, dokument_id)


def register_sender(find: FindSender) -> None:
    """`find(session, customer's id)`: customers are of a room above, which registers this."""
    _chosen.find_sender = find


def sender_for(session: Session, kunde_id: UUID | None) -> Sender:
    """Whom mail about a customer is from; nothing chosen when it is about nobody."""
    if kunde_id is None or _chosen.find_sender is None:
        return Sender()
    return _chosen.find_sender(session, kunde_id)
