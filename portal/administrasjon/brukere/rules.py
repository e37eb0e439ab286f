"""What an employee is as the administrator writes him, and what he is called when he is shown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.i18n import LANGUAGES, _l, ngettext


@dataclass(frozen=True)
class Brukerdata:
    """As the forms give it. `sprak` None follows the agency; `avdeling_id` is where he works now."""

    navn: str
    epost: str
    telefon: str
    sprak: str | None
    avdeling_id: UUID | None
    avdelinger: frozenset[UUID]
    roller: frozenset[UUID]


class Brukertilstand(StrEnum):
    """Derived, never stored."""

    AKTIV = "aktiv"
    #: He has not chosen a password yet.
    INVITERT = "invitert"
    DEAKTIVERT = "deaktivert"


TILSTAND_NAVN: dict[Brukertilstand, Any] = {
    Brukertilstand.AKTIV: _l("Aktiv"),
    Brukertilstand.INVITERT: _l("Invitert"),
    Brukertilstand.DEAKTIVERT: _l("Deaktivert"),
}
TILSTAND_TONE = {
    Brukertilstand.AKTIV: "ok",
    Brukertilstand.INVITERT: "info",
    Brukertilstand.DEAKTIVERT: "mute",
}


#: A field as the log names it → what it is called.
FELT_NAVN: dict[str, Any] = {
    "navn": _l("Navn"),
    "epost": _l("E-post"),
    "telefon": _l("Telefon"),
    "sprak": _l("Språk"),
    "avdeling": _l("Arbeider i"),
    "avdelinger": _l("Kan arbeide i"),
    "roller": _l("Roller"),
}


def difference(data: dict[str, Any]) -> list[str]:
    """What one act in the log came to, a line each; an older row may know less."""
    felter = data.get("felter", {})
    lines = [f"{name}: {_change(felt, *felter[felt])}" for felt, name in FELT_NAVN.items() if felt in felter]
    if data.get("kunder"):
        lines.append(ngettext("%(num)s kunde gitt videre", "%(num)s kunder gitt videre", data["kunder"]))
    if data.get("oppgaver"):
        lines.append(
            ngettext("%(num)s oppgave gitt videre", "%(num)s oppgaver gitt videre", data["oppgaver"])
        )
    return lines


def _change(felt: str, before: Any, after: Any) -> str:
    if isinstance(before, list):
        signs = (("+", set(after) - set(before)), ("−", set(before) - set(after)))
        return ", ".join(f"{sign} {each}" for sign, names in signs for each in sorted(names))
    words = [LANGUAGES.get(each, each) if felt == "sprak" else each for each in (before, after)]
    return " → ".join(word or "–" for word in words)


class Vis(StrEnum):
    """Whom the list shows."""

    AKTIVE = "aktive"
    DEAKTIVERTE = "deaktiverte"
    ALLE = "alle"


def read_vis(text: str) -> Vis:
    """As the address asks; anything else shows those who are active."""
    return Vis(text) if text in set(Vis) else Vis.AKTIVE


VIS_NAVN: dict[Vis, Any] = {
    Vis.AKTIVE: _l("Aktive"),
    Vis.DEAKTIVERTE: _l("Deaktiverte"),
    Vis.ALLE: _l("Alle"),
}


def state(*, er_aktiv: bool, har_passord: bool) -> Brukertilstand:
    """From the columns of a row."""
    if not er_aktiv:
        return Brukertilstand.DEAKTIVERT
    return Brukertilstand.AKTIV if har_passord else Brukertilstand.INVITERT
