"""Enheter kept as JSON: written when a tenant uses an answer of the register, read when it is silent."""

from dataclasses import asdict
from datetime import date
from typing import Any

from portal.registers.base import Registeradresse, Registerenhet

ENHETSREGISTERET = "enhetsregisteret"
_DATES = ("stiftet_dato", "slettet_dato")
_ADDRESSES = ("postadresse", "besoeksadresse")


def enhet_to_json(unit: Registerenhet) -> dict[str, Any]:
    kept = asdict(unit)
    for name in _DATES:
        kept[name] = kept[name].isoformat() if kept[name] else None
    for name in _ADDRESSES:
        if kept[name]:
            kept[name]["linjer"] = list(kept[name]["linjer"])
    return kept


def enhet_from_json(kept: dict[str, Any]) -> Registerenhet:
    values = dict(kept)
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in _ADDRESSES:
        if values[name]:
            values[name] = Registeradresse(**{**values[name], "linjer": tuple(values[name]["linjer"])})
    return Registerenhet(**values)
