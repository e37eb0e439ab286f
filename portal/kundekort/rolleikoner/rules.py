"""The icons a role can have: name in the sprite → what it shows."""

from collections.abc import Sequence
from typing import Any

from portal.i18n import _l
from portal.kundekort.models import Rolleikon

IKONER: dict[str, Any] = {
    "briefcase": _l("Koffert"),
    "clock": _l("Klokke"),
    "clipboard-list": _l("Liste"),
    "clipboard-check": _l("Avkrysset liste"),
    "users": _l("Flere personer"),
    "user": _l("Person"),
    "receipt-text": _l("Regning"),
    "banknote": _l("Seddel"),
    "calculator": _l("Kalkulator"),
    "wallet": _l("Lommebok"),
    "shield-check": _l("Skjold"),
    "hard-hat": _l("Hjelm"),
    "megaphone": _l("Ropert"),
    "key-round": _l("Nøkkel"),
    "badge-check": _l("Merke"),
    "graduation-cap": _l("Studentlue"),
    "signature": _l("Underskrift"),
    "wrench": _l("Skiftenøkkel"),
    "truck": _l("Lastebil"),
    "flag": _l("Flagg"),
    "target": _l("Blink"),
    "phone": _l("Telefon"),
}


def version_of(rows: Sequence[Rolleikon]) -> int:
    """One number for all of them: each only rises."""
    return sum(row.versjon for row in rows)
