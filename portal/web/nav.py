"""The sidebar: rooms register their entries in `setup`; each person sees the ones they may follow."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for


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
    here = request.endpoint or ""
    return [
        {
            "label": point.label,
            "url": url_for(point.endpoint),
            "icon": point.icon,
            "current": here.rsplit(".", 1)[0].startswith(point.endpoint.rsplit(".", 1)[0])
            or here.split(".")[0] == point.endpoint.split(".")[0],
            "shortcut": point.shortcut,
            "key": point.key,
            "group": str(point.group),
            "order": point.order,
        }
        for point in sorted(points.values(), key=lambda p: p.order)
        if point.audience == audience and point.needs in permissions
    ]
