"""What an agency may set up: rooms register pages and lists of words; *Innstillinger* shows those one may open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

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


@dataclass(frozen=True)
class Kodeliste:
    """A list of words the agency keeps itself: what counts as its values, which are in use, where it is edited."""

    label: Any
    gruppe: Any
    endpoint: str
    needs: Permission
    #: A value's id, and whether it is in use; `av` are further conditions on the rows.
    verdi: Any
    i_bruk: ColumnElement[bool] | InstrumentedAttribute[bool]
    av: tuple[ColumnElement[bool], ...] = ()
    args: Mapping[str, str] = field(default_factory=dict)


def register_lister(app: Any, provider: Callable[[], Iterable[Kodeliste]]) -> None:
    """Add lists; asked for when the page is shown, for a room above may have added to them since."""
    app.extensions.setdefault("portal_kodelister", []).append(provider)


def lister(permissions: frozenset[str]) -> list[Kodeliste]:
    """Those this person may open, as their rooms order them."""
    providers = current_app.extensions.get("portal_kodelister", [])
    return [each for provider in providers for each in provider() if each.needs in permissions]
