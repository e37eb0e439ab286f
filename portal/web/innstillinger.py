"""What an agency may set up: rooms register their pages; *Innstillinger* lists those a person may open."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.identity.permissions import Permission


@dataclass(frozen=True)
class Innstilling:
    """One page: its name, what it decides, and the right it asks for."""

    label: Any
    tekst: Any
    endpoint: str
    icon: str
    needs: Permission
    order: int = 100


def register(app: Any, *pages: Innstilling) -> None:
    """Add pages; the same page twice is a mistake."""
    held: dict[str, Innstilling] = app.extensions.setdefault("portal_innstillinger", {})
    for page in pages:
        if page.endpoint in held:
            raise ValueError(f"innstillinger: {page.endpoint} twice")
        held[page.endpoint] = page


def allowed(permissions: frozenset[str]) -> list[Innstilling]:
    """What this person may set up, in order."""
    held: dict[str, Innstilling] = current_app.extensions.get("portal_innstillinger", {})
    return sorted(
        (page for page in held.values() if page.needs in permissions),
        key=lambda page: (page.order, page.endpoint),
    )
