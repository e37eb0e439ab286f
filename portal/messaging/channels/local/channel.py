"""The embedded channel: mail is written as .eml files under the data directory, where the demo shows it."""

import os
import secrets
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from portal.errors import Unavailable
from portal.messaging.mail import Mail, compose


class LocalChannel:
    """One file per mail, named by its id: the second try finds the first one's file."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Mail) -> None:
        """Write the whole file beside, then link it into place: nobody reads half a mail.

        Raises:
            Unavailable: the disk said no.
        """
        data = compose(mail).as_bytes()
        target = self._of(mail.tenant_id) / f"{mail.id}.eml"
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = target.with_name(f".{secrets.token_hex(8)}")
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(draft, target)
            except FileExistsError:
                return
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"local mail: {error.strerror}") from error

    def newest(self, tenant_id: int, *, limit: int) -> Iterator[EmailMessage]:
        """The agency's last mails, newest first: the ids in the names are time-ordered."""
        folder = self._of(tenant_id)
        if not folder.is_dir():
            return
        for path in sorted(folder.glob("*.eml"), reverse=True)[:limit]:
            yield BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())

    def _of(self, tenant_id: int) -> Path:
        return self._folder / str(tenant_id)
