"""Text messages by Sveve (sveve.no), a Norwegian gateway, written from its public specification.

Sources, as read in November 2026: https://sveve.no/apidok/send (the same page stands at sveve.se and sveve.dk): one
POST with a JSON body (`user`, `passwd`, `to`, `msg`, `from`, `ref`, `f`), `msg` at most 1071 signs, `from` 3 to 11
without special signs, `ref` at most 36; and https://sveve.dk/apidok/dlr for what `ref` is. The answer's parts
(`response.msgOkCount`, `fatalError`, `errors[].number`, `errors[].message`), the sentence of a wrong password and 429
for more than five requests at once are as public clients of it read them (MatsM16/sveve-dotnet, alexalligator/sveve).
Ikke bekreftet: numbers outside Norway are sent with country code and no plus, and what is done with signs outside
the telephone's alphabet; neither page says.

`ref` is our id at every try, and stands in its delivery reports; that Sveve refuses the same `ref` twice nobody says,
so nothing is sent twice by machine.
"""

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from portal.errors import Refused, Unavailable
from portal.i18n import _
from portal.jobs.handlers import Uncertain
from portal.messaging.sms import Sms
from portal.settings import Settings

#: Seconds for contact and for the answer.
TIMEOUT = 15
PATH = "/SMS/SendMessage"
#: No answer is longer; more is not read.
MOST_BYTES = 100_000


class SveveChannel:
    """One connection per message. No client library: we must know whether anything may have left."""

    name = "sveve"

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        tls: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT,
    ) -> None:
        """`url` without path. `tls` is for a private authority; without it the system's own list decides."""
        self._address = urlsplit(url)
        self._user, self._password = user, password
        self._tls, self._timeout = tls, timeout_s

    @classmethod
    def from_settings(cls, settings: Settings) -> "SveveChannel":
        """The channel of an installation; `sms_user` must be set."""
        if settings.sms_user is None or settings.sms_password is None:
            raise ValueError("sms_user is not set")
        return cls(url=settings.sms_url, user=settings.sms_user, password=settings.sms_password)

    def send(self, sms: Sms) -> None:
        """Nothing has left until the request is given over; from there on only the answer tells.

        Raises:
            Refused: the number was refused. Unavailable: no contact, or the whole request was refused. Uncertain: no
            answer, or one that does not say.
        """
        connection = self._connected()
        try:
            connection.request("POST", self._address.path + PATH, self._body(sms), _HEADERS)
            answer = connection.getresponse()
            said = answer.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise Uncertain("no answer to the text message") from error
        finally:
            connection.close()
        _judge(answer.status, said)

    def _connected(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        connection = (
            http.client.HTTPSConnection(
                host, port, timeout=self._timeout, context=self._tls or ssl.create_default_context()
            )
            if self._address.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=self._timeout)
        )
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise Unavailable(_("Får ikke kontakt med SMS-tjenesten.")) from error
        return connection

    def _body(self, sms: Sms) -> bytes:
        return json.dumps(
            {
                "user": self._user,
                "passwd": self._password,
                "to": sms.til.removeprefix("+47").removeprefix("+"),
                "msg": sms.tekst,
                "from": sms.fra,
                "ref": str(sms.id),
                "f": "json",
            },
            ensure_ascii=False,
        ).encode()


_HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}


def _judge(status: int, said: bytes) -> None:
    """Returns when the answer says that one message was taken."""
    if status >= 500:
        raise Uncertain(f"the gateway answered {status}")
    if status != http.client.OK:
        # Asked to come again, or to go elsewhere: it was not taken.
        raise Unavailable(_("SMS-tjenesten tok ikke imot nå: %(svar)s", svar=str(status)))
    try:
        response: Any = json.loads(said)["response"]
        fatal, taken = response.get("fatalError"), int(response.get("msgOkCount") or 0)
        faults = [str(fault["message"]) for fault in response.get("errors") or []]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Uncertain("an answer nobody understands") from error
    if fatal:
        # Wrong password, no messages left on the account: ours to mend, and then it goes.
        raise Unavailable(_("SMS-tjenesten tok ikke imot: %(svar)s", svar=str(fatal)[:200]))
    if faults or taken < 1:
        raise Refused(
            _("SMS-tjenesten tok ikke imot nummeret: %(svar)s", svar=(", ".join(faults) or "–")[:200])
        )
