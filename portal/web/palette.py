"""What can be done from anywhere: rooms register acts that need no row; the palette offers those a person may do."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.identity.permissions import Permission


@dataclass(frozen=True)
class Handling:
    """One act: what its button says, the page it begins on, and the right the page asks for."""

    label: Any
    endpoint: str
    icon: str
    needs: Permission
    #: The digit that begins it together with Alt, from anywhere but a text field.
    alt: str = ""


def register(app: Any, *acts: Handling) -> None:
    """Add acts; the same page twice is a mistake."""
    held: dict[str, Handling] = app.extensions.setdefault("portal_handlinger", {})
    for act in acts:
        if act.endpoint in held:
            raise ValueError(f"palette: {act.endpoint} twice")
        held[act.endpoint] = act


def acts(permissions: frozenset[str]) -> list[Handling]:
    """What this person may do, in the order the rooms are mounted."""
    held: dict[str, Handling] = current_app.extensions.get("portal_handlinger", {})
    return [act for act in held.values() if act.needs in permissions]


def shortcuts(permissions: frozenset[str]) -> list[Handling]:
    """Those with an Alt key of their own, for the page that lists the keys."""
    return [act for act in acts(permissions) if act.alt]
