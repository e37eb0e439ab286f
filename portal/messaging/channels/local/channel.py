"""The embedded channel: mail is written as .eml files under the data directory, where the demo shows it."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from portal.messaging.channels.local.files import newest, write_once
from portal.messaging.mail import Mail, compose


class LocalChannel:
    """One file per mail, named by its id: the second try finds the first one's file."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Mail) -> None:
        """Write it. Raises Unavailable: the disk said no."""
        write_once(self._of(mail.tenant_id) / f"{mail.id}.eml", compose(mail).as_bytes())

    def newest(self, tenant_id: int, *, limit: int) -> Iterator[EmailMessage]:
        """The agency's last mails, newest first: the ids in the names are time-ordered."""
        for path in newest(self._of(tenant_id), ".eml", limit=limit):
            yield BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())

    def _of(self, tenant_id: int) -> Path:
        return self._folder / str(tenant_id)
