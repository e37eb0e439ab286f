"""Mail by SMTP: the standard library's client, with DATA by hand so that we know what may have left."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from portal.errors import Refused, Unavailable
from portal.i18n import _
from portal.jobs.handlers import Uncertain
from portal.messaging.mail import Mail, ascii_address, compose
from portal.settings import Settings, SmtpSecurity

#: Seconds for each answer of the server.
TIMEOUT = 15


class SmtpChannel:
    """One connection per mail: mails are few, and a kept connection fails in ways of its own."""

    name = "smtp"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: SmtpSecurity,
        user: str | None = None,
        password: str | None = None,
        tls: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT,
    ) -> None:
        """`tls` is for a private authority; without it the system's own list decides."""
        self._host, self._port, self._security = host, port, security
        self._user, self._password = user, password
        self._tls = tls
        self._timeout = timeout_s

    @classmethod
    def from_settings(cls, settings: Settings) -> "SmtpChannel":
        """The channel of an installation; `smtp_host` must be set."""
        if settings.smtp_host is None:
            raise ValueError("smtp_host is not set")
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password,
        )

    def send(self, mail: Mail) -> None:
        """Nothing has left until the text is given over; from there on only the server's answer tells.

        Raises:
            Refused: a 5xx answer. Unavailable: no contact or a 4xx answer. Uncertain: no answer to the text.
        """
        data = _on_the_wire(compose(mail).as_bytes())
        with self._connected() as smtp:
            _expect(smtp.mail(mail.fra), 250)
            _expect(smtp.rcpt(ascii_address(mail.til)), 250, 251)
            _expect(smtp.docmd("DATA"), 354)
            try:
                smtp.send(data)
                answer = smtp.getreply()
            except (smtplib.SMTPException, OSError) as error:
                raise Uncertain("no answer to the text of the mail") from error
            _expect(answer, 250)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            smtp = self._open()
            try:
                self._greet(smtp)
                yield smtp
            finally:
                with suppress(smtplib.SMTPException, OSError):
                    smtp.quit()
        except smtplib.SMTPAuthenticationError as error:
            raise Unavailable(
                _("E-posttjeneren godtar ikke brukernavnet og passordet i oppsettet.")
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(_("Får ikke kontakt med e-posttjeneren.")) from error

    def _open(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=self._context())
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo()
        if self._security == "starttls":
            # A server that does not offer it is refused: the mail would travel in the clear.
            smtp.starttls(context=self._context())
            smtp.ehlo()
        if self._user is not None and self._password is not None:
            smtp.login(self._user, self._password)

    def _context(self) -> ssl.SSLContext:
        return self._tls or ssl.create_default_context()


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, said = answer
    if code in codes:
        return
    words = said.decode("utf-8", "replace")[:200]
    if 500 <= code < 600:
        raise Refused(_("Mottakerens e-posttjener sa nei: %(svar)s", svar=f"{code} {words}"))
    raise Unavailable(_("E-posttjeneren tok ikke imot nå: %(svar)s", svar=f"{code} {words}"))


def _on_the_wire(data: bytes) -> bytes:
    """Lines with a point first get another, and the text ends with a point alone (RFC 5321, 4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", data)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"
