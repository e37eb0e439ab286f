"""The sidebar: rooms register their entries in `setup`; each person sees the ones they may follow."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from portal.i18n import _l


@dataclass(frozen=True)
class Navpunkt:
    """One entry. `shortcut` is the key after G."""

    key: str
    label: Any
    endpoint: str
    icon: str
    needs: str
    order: int
    shortcut: str = ""
    #: ansatt, kontakt or vikar: whose sidebar or tab bar it stands in
    audience: str = "ansatt"
    #: further features it is the place of, as `room.feature`
    covers: tuple[str, ...] = ()
    #: heading it stands under in the sidebar; "" is the first group, without one
    group: Any = ""


def register(app: Any, point: Navpunkt) -> None:
    """Add an entry; the same key twice is a mistake."""
    points: dict[str, Navpunkt] = app.extensions.setdefault("portal_nav", {})
    if point.key in points:
        raise ValueError(f"nav: {point.key} twice")
    points[point.key] = point


def entries(permissions: frozenset[str], *, audience: str) -> list[dict[str, Any]]:
    """What this person may follow, in order."""
    points: dict[str, Navpunkt] = current_app.extensions.get("portal_nav", {})
    mine = [
        point
        for point in sorted(points.values(), key=lambda p: p.order)
        if point.audience == audience and point.needs in permissions
    ]
    here = _here(mine, request.endpoint or "")
    return [
        {
            "label": point.label,
            "url": url_for(point.endpoint),
            "icon": point.icon,
            "current": point.key == here,
            "shortcut": point.shortcut,
            "key": point.key,
            "group": str(point.group),
        }
        for point in mine
    ]


def groups(found: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The entries under their headings, in the order the headings first appear."""
    under: dict[str, list[dict[str, Any]]] = {}
    for entry in found:
        under.setdefault(entry["group"], []).append(entry)
    return list(under.items())


#: Headings of the staff sidebar.
SALG, OEKONOMI, BYRAA = _l("Salg og bemanning"), _l("Økonomi"), _l("Byrået")


def _here(points: list[Navpunkt], endpoint: str) -> str | None:
    """Key of the one entry a page belongs to: its own feature's, else the first of its room.

    A tab on the card (`oppdrag.kundefane`), and what stands under it, belongs where the card stands.
    """
    feature = endpoint.rpartition(".")[0]
    if "kundefane" in feature.split("."):
        feature = "kundekort.kunder"
    own = [p for p in points if p.endpoint.rpartition(".")[0] == feature or feature in p.covers]
    room = [point for point in points if point.endpoint.split(".")[0] == feature.split(".")[0]]
    return next((point.key for point in own + room), None)
