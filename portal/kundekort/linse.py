"""What of the timeline is looked at: everything stands in the address, so that a look can be kept and sent."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.db.clock import today
from portal.i18n import _l
from portal.web.parse import BadInput, parse_dato
from portal.web.read_ids import read_uuid

#: Who wrote it: alt; samtaler is what people did by hand (calls, notes, comments); system the rest.
FILTERS = ("alt", "samtaler", "system")
#: Kinds people look for, in order: group of Hendelsetype → word.
GRUPPER = {
    "samtale": _l("Samtaler, notater og e-post"),
    "sms": _l("SMS"),
    "dokument": _l("Dokumenter"),
    "signatur": _l("Signering"),
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
    #: Kind of record in `registry.tidslinjesaker`, and the one it is; both or neither.
    sak: tuple[str, UUID] | None = None
    fra: date | None = None
    til: date | None = None
    q: str = ""

    def address(self) -> dict[str, Any]:
        """The parts that narrow, as parameters of the address."""
        named = {"vis": "tidslinje", "person_id": "person"}
        values = {named.get(part.name, part.name): getattr(self, part.name) for part in fields(self)}
        values["tidslinje"] = None if self.vis == "alt" else self.vis
        values["sak"] = ":".join(map(str, self.sak)) if self.sak else None
        return {name: value for name, value in values.items() if value not in (None, "")}


#: Everything.
ALT = Linse()


def write_linse(linse: Linse) -> str:
    """The look as it is kept under a name, without contact and record: of any customer. The same look, one text."""
    parts = sorted(replace(linse, person_id=None, sak=None).address().items())
    return urlencode({name: str(value) for name, value in parts})


def read_text(text: str) -> Linse:
    """The look of a kept or posted query; what it no longer knows is left out."""
    return read_linse(MultiDict(parse_qsl(text)))[0]


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
            person_id=read_uuid(sent.get("person")),
            sak=_sak(sent.get("sak", "")),
            q=sent.get("q", "").replace("\0", "").strip()[:80],
            **days,
        ),
        faults,
    )


def _sak(text: str) -> tuple[str, UUID] | None:
    key, _colon, written = text.partition(":")
    found = read_uuid(written)
    return (key, found) if key and found else None
