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
#: One that did not answer is left alone so long, and so many wait for it at once in this process; the rest type on.
REST_S = 30.0
WAITING = 2

_resting: dict[str, float] = {}
_waiting = threading.BoundedSemaphore(WAITING)


class KartverketSource:
    """`address` is where the register answers, without path (settings.kartverket_url)."""

    name = "kartverket"

    def __init__(self, address: str, *, timeout_s: float = TIMEOUT_S, rest_s: float = REST_S) -> None:
        self._url = address.rstrip("/") + API
        self._timeout_s, self._rest_s = timeout_s, rest_s

    def search(self, text: str, *, postnr: str = "", limit: int = 5) -> list[Adressetreff]:
        typed = text.strip()[:MOST]
        if not _ASKABLE.search(typed):
            return []
        if time.monotonic() < _resting.get(self._url, 0.0):
            raise Unavailable(_SILENT)
        if not _waiting.acquire(blocking=False):
            return []
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
