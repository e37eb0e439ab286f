"""A mail box by IMAP (RFC 3501): what is unseen waits, and what nobody knew gets a flag too, so that people find it."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from portal.errors import Unavailable
from portal.i18n import _l as _
from portal.messaging.innboks.brev import Brev
from portal.settings import Settings

#: Seconds for each answer of the server.
TIMEOUT_S = 15
#: Bytes that are read of a mail; its words come first, and its files stay in the box anyway.
MOST_BYTES = 10 * 1024 * 1024
_SILENT = _("Postboksen for innkommende e-post svarer ikke.")


class ImapInnboks:
    """One connection for each round; a mail is `uidvalidity/uid`, so that a box made anew shares no names."""

    name = "imap"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str,
        password: str,
        encrypted: bool = True,
        tls: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`tls` is for a private authority; without it the system's own list decides."""
        self._host, self._port, self._user, self._password = host, port, user, password
        self._encrypted, self._tls, self._timeout_s = encrypted, tls, timeout_s

    @classmethod
    def from_settings(cls, settings: Settings) -> "ImapInnboks":
        """The box of an installation; host, user and password must be set."""
        if not (settings.imap_host and settings.imap_user and settings.imap_password):
            raise ValueError("imap is not set up")
        return cls(
            host=settings.imap_host,
            port=settings.imap_port,
            user=settings.imap_user,
            password=settings.imap_password,
            encrypted=settings.imap_security == "tls",
        )

    def fetch(self, *, limit: int) -> Iterator[Brev]:
        with self._connected() as box:
            uids = (_data(box.uid("SEARCH", "UNSEEN"))[0] or b"").split()
            era = _validity(box)
            for uid in sorted(uids, key=int)[:limit]:
                answer = _data(box.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
                whole = next((part[1] for part in answer if isinstance(part, tuple)), None)
                if whole is not None:
                    yield Brev(f"{era}/{uid.decode()}", whole)

    def settle(self, merke: str, *, kept: bool) -> None:
        era, _slash, uid = merke.partition("/")
        with self._connected() as box:
            if _validity(box) == era:
                _data(box.uid("STORE", uid, "+FLAGS", "(\\Seen)" if kept else "(\\Seen \\Flagged)"))

    @contextmanager
    def _connected(self) -> Iterator[imaplib.IMAP4]:
        try:
            box = self._open()
            try:
                box.login(self._user, self._password)
                _data(box.select("INBOX"))
                yield box
            finally:
                with suppress(imaplib.IMAP4.error, OSError):
                    box.logout()
                with suppress(OSError):
                    box.shutdown()  # one that was cut has not closed its own end
        except (imaplib.IMAP4.error, OSError) as error:
            raise Unavailable(_SILENT) from error

    def _open(self) -> imaplib.IMAP4:
        if not self._encrypted:
            return imaplib.IMAP4(self._host, self._port, timeout=self._timeout_s)
        return imaplib.IMAP4_SSL(
            self._host,
            self._port,
            ssl_context=self._tls or ssl.create_default_context(),
            timeout=self._timeout_s,
        )


def _validity(box: imaplib.IMAP4) -> str:
    said: bytes | None = _data(box.response("UIDVALIDITY"), code="UIDVALIDITY")[0]
    return (said or b"").decode()


def _data(answer: tuple[str, list[Any]], *, code: str = "OK") -> list[Any]:
    """What the server said; [None] is nothing. Raises IMAP4.error when it said no."""
    said, data = answer
    if said != code or not data:
        raise imaplib.IMAP4.error(f"{said}: {data!r}")
    return data
