"""Which channel this installation sends mail by, and who can open the files that go with a mail."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from portal.messaging.base import Channel
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.smtp.channel import SmtpChannel
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
