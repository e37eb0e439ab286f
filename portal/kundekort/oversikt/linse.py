"""What of the timeline is looked at: everything stands in the address, so that a look can be kept and sent."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.db.clock import today
from portal.i18n import _l
from portal.web.parse import BadInput, parse_dato

#: Who wrote it: alt; samtaler is what people did by hand (calls, notes, comments); system the rest.
FILTERS = ("alt", "samtaler", "system")
#: Kinds people look for, in order: group of Hendelsetype → word.
GRUPPER = {
    "samtale": _l("Samtaler, notater og e-post"),
    "dokument": _l("Dokumenter"),
    "oppdrag": _l("Stillinger og oppdrag"),
    "timer": _l("Timer"),
    "faktura": _l("Fakturaer"),
    "salg": _l("Salg"),
    "kontakt": _l("Kontakter"),
    "portal": _l("Kundeportalen"),
    "kunde": _l("Kunden og status"),
}


@dataclass(frozen=True)
class Linse:
    """One look. `fra` and `til` are whole days in Oslo, both inclusive."""

    vis: str = "alt"
    gruppe: str = ""
    person_id: UUID | None = None
    fra: date | None = None
    til: date | None = None
    q: str = ""

    def address(self) -> dict[str, Any]:
        """The parts that narrow, as parameters of the address."""
        named = {"vis": "tidslinje", "person_id": "person"}
        values = {named.get(part.name, part.name): getattr(self, part.name) for part in fields(self)}
        values["tidslinje"] = None if self.vis == "alt" else self.vis
        return {name: value for name, value in values.items() if value not in (None, "")}


#: Everything.
ALT = Linse()


def read_linse(sent: MultiDict[str, str]) -> tuple[Linse, dict[str, str]]:
    """The look an address asks for, and field → what was typed where it is no date. Unknown kinds are everything."""
    vis, gruppe = sent.get("tidslinje", "alt"), sent.get("gruppe", "")
    days: dict[str, date | None] = {}
    faults: dict[str, str] = {}
    for name in ("fra", "til"):
        typed = sent.get(name, "").strip()
        try:
            days[name] = parse_dato(typed, today=today()) if typed else None
        except BadInput:
            days[name], faults[name] = None, typed
    return (
        Linse(
            vis=vis if vis in FILTERS else "alt",
            gruppe=gruppe if gruppe in GRUPPER else "",
            person_id=_uuid(sent.get("person", "")),
            q=sent.get("q", "").strip()[:80],
            **days,
        ),
        faults,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
