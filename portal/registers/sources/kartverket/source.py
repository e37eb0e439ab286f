"""Kartverket's register of addresses (Matrikkelen) over its open interface: https://ws.geonorge.no/adresser/v1/.

Asked while somebody types, so it gets two seconds; typing goes on without it.
"""

import json
import re
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from portal.errors import Unavailable
from portal.i18n import _l as _
from portal.registers.base import Adressetreff

TIMEOUT_S = 2.0
API = "/adresser/v1/sok"
#: A street and a number; less finds half the country.
_ASKABLE = re.compile(r"\w{2,}.*\d")


class KartverketSource:
    """`address` is where the register answers, without path (settings.kartverket_url)."""

    name = "kartverket"

    def __init__(self, address: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._url = address.rstrip("/") + API
        self._timeout_s = timeout_s

    def search(self, text: str, *, postnr: str = "", limit: int = 5) -> list[Adressetreff]:
        typed = text.strip()
        if not _ASKABLE.search(typed):
            return []
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
            raise Unavailable(_("Kartverket svarer ikke nå. Skriv adressen selv.")) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(_("Kartverket svarte noe vi ikke forstår. Skriv adressen selv.")) from error


def _treff(row: dict[str, Any]) -> Adressetreff:
    punkt = row.get("representasjonspunkt") or {}
    return Adressetreff(
        adresse=str(row["adressetekst"]),
        postnr=str(row["postnummer"]),
        poststed=_title(str(row["poststed"])),
        kommunenr=str(row["kommunenummer"]),
        breddegrad=float(punkt["lat"]) if "lat" in punkt else None,
        lengdegrad=float(punkt["lon"]) if "lon" in punkt else None,
    )


def _title(name: str) -> str:
    """The register shouts: «MO I RANA» is «Mo i Rana»."""
    words = name.lower().split()
    return " ".join(
        word if place and word in {"i", "på", "og"} else word.capitalize() for place, word in enumerate(words)
    )
