"""Enhetsregisteret for the form of a new customer: hits, one enhet, and what of it fills which field.

The register may be silent. Then what the tenant remembers is shown, the page says so, and the form works as ever.
"""

import re
from typing import Any

from sqlalchemy.orm import Session

from portal.kundekort.registeroppslag import Registersvar, ask_register
from portal.registers.base import Registeradresse, Registerenhet
from portal.registers.lookup import Lookup


def search_register(session: Session, *, text: str) -> Registersvar:
    """Enheter whose name or number was typed; at most ten."""
    typed = text.strip()[:100]
    return ask_register(session, lambda lookup: lookup.search(typed)) if len(typed) >= 3 else Registersvar([])


def find_enhet(session: Session, *, orgnr: str) -> Registersvar | None:
    """The enhet with this number; None when nine digits were not given."""
    digits = re.sub(r"\D", "", orgnr)
    if len(digits) != 9:
        return None

    def get(lookup: Lookup) -> list[Registerenhet]:
        found = lookup.get(digits)
        return [found] if found else []

    return ask_register(session, get)


def prefill(enhet: Registerenhet) -> dict[str, Any]:
    """Form data from an enhet."""
    values: dict[str, Any] = {
        "navn": enhet.navn,
        "orgnr": enhet.orgnr,
        "organisasjonsform": enhet.orgform,
        "naeringskode": enhet.naeringskode,
        "antall_ansatte": enhet.ansatte,
        "nettside": _web(enhet.nettsted),
        "sprak": "nn" if enhet.maalform == "nynorsk" else "nb",
        "ehf_adresse": f"0192:{enhet.orgnr}",
        "kilde": "Enhetsregisteret",
    }
    for prefix, address in (("besoek", enhet.besoeksadresse), ("post", enhet.postadresse)):
        if address is not None:
            values |= _address(prefix, address)
    return values


def _address(prefix: str, address: Registeradresse) -> dict[str, str]:
    return {
        f"{prefix}_linje1": ", ".join(address.linjer),
        f"{prefix}_postnr": address.postnr,
        f"{prefix}_poststed": address.poststed,
        f"{prefix}_land": address.landkode or "NO",
    }


def _web(address: str) -> str:
    return address if not address or "://" in address else f"https://{address}"
