"""Which channels this installation sends mail and text messages by, and who can open the files of a mail."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from portal.errors import Unavailable
from portal.i18n import _
from portal.messaging.base import Channel, SmsChannel
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.channels.smtp.channel import SmtpChannel
from portal.messaging.channels.sveve.channel import SveveChannel
from portal.messaging.mail import Vedlegg
from portal.settings import Settings

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
    sms: SmsChannel | None = None
    #: Name that text messages come from; empty is the agency's own.
    sms_sender: str = ""
    load: LoadAttachment | None = None
    find_sender: FindSender | None = None


_chosen = _Chosen()


def configure(settings: Settings) -> None:
    """Choose by the settings: SMTP when there is a server, else the local outbox."""
    use(
        SmtpChannel.from_settings(settings)
        if settings.smtp_host
        else LocalChannel(settings.data_dir / "utboks"),
        sender=settings.smtp_from,
    )
    use_sms(_sms_channel(settings), sender=settings.sms_from or "")


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
