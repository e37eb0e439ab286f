"""Kartverket's register of addresses (Matrikkelen) over its open interface: https://ws.geonorge.no/adresser/v1/.

Asked while somebody types, so it gets two seconds; typing goes on without it.
"""

import json
import re
import threading
import time
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from portal.db.sorting import sort_key
from portal.errors import Unavailable
from portal.i18n import _l as _
from portal.registers.base import Adressetreff
from portal.registers.names import place_name

TIMEOUT_S = 2.0
_SILENT = _("Kartverket svarer ikke nå. Skriv adressen selv.")
API = "/adresser/v1/sok"
#: Letters and then a number; less finds half the country.
_ASKABLE = re.compile(r"[^\W\d]{2}\D*\d")
#: No address is longer.
MOST = 100
#: «Havnegata 1» is also found as 10, 11, 100 …
MOST_ALIKE = 50
#: One that did not answer is left alone so long, and so many wait for it at once in this process; the rest type on.
REST_S = 30.0
WAITING = 2

_resting: dict[str, float] = {}
_waiting = threading.BoundedSemaphore(WAITING)


class _Busy(Unavailable):
    """As many as may wait for the register do so already."""


class KartverketSource:
    """`address` is where the register answers, without path (settings.kartverket_url)."""

    name = "kartverket"

    def __init__(self, address: str, *, timeout_s: float = TIMEOUT_S, rest_s: float = REST_S) -> None:
        self._url = address.rstrip("/") + API
        self._timeout_s, self._rest_s = timeout_s, rest_s

    def search(self, text: str, *, postnr: str = "", limit: int = 5) -> list[Adressetreff]:
        """Addresses that begin so; none while others are waited for. Raises Unavailable."""
        try:
            return self._careful(text, postnr, limit)
        except _Busy:
            return []

    def has(self, text: str, *, postnr: str) -> bool:
        """Whether there is a street and number written so in the post code. Raises Unavailable."""
        wanted = _letters(text)
        return any(_letters(each.adresse) == wanted for each in self._careful(text, postnr, MOST_ALIKE))

    def _careful(self, text: str, postnr: str, limit: int) -> list[Adressetreff]:
        typed = text.strip()[:MOST]
        if not _ASKABLE.search(typed):
            return []
        if time.monotonic() < _resting.get(self._url, 0.0):
            raise Unavailable(_SILENT)
        if not _waiting.acquire(blocking=False):
            raise _Busy(_SILENT)
        try:
            return self._ask(typed, postnr, limit)
        except Unavailable:
            _resting[self._url] = time.monotonic() + self._rest_s
            raise
        finally:
            _waiting.release()

    def _ask(self, typed: str, postnr: str, limit: int) -> list[Adressetreff]:
        asked = {"sok": typed, "treffPerSide": limit, "asciiKompatibel": "true", "utkoordsys": 4258}
        if re.fullmatch(r"\d{4}", postnr, re.ASCII):
            asked["postnummer"] = postnr
        request = Request(f"{self._url}?{urlencode(asked)}", headers={"Accept": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=self._timeout_s) as answer:  # noqa: S310 - the address of the settings
                return [_treff(row) for row in json.load(answer)["adresser"][:limit]]
        except (OSError, HTTPException) as error:
            if isinstance(error, HTTPError):
                error.close()  # it is the answer itself
            raise Unavailable(_SILENT) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(_("Kartverket svarte noe vi ikke forstår. Skriv adressen selv.")) from error


def _letters(address: str) -> str:
    """Written alike: «Havnegata 10 B» and «havnegata 10b»."""
    return "".join(sort_key(address).split())


def _treff(row: dict[str, Any]) -> Adressetreff:
    punkt = row.get("representasjonspunkt") or {}
    return Adressetreff(
        adresse=str(row["adressetekst"]),
        postnr=str(row["postnummer"]),
        poststed=place_name(str(row["poststed"])),
        kommunenr=str(row["kommunenummer"]),
        breddegrad=float(punkt["lat"]) if "lat" in punkt else None,
        lengdegrad=float(punkt["lon"]) if "lon" in punkt else None,
    )
