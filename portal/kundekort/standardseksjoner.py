"""What kinds of defaults there are: a typed registry. An upper room registers those of its own tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.web.forms import WriteRowForm


@dataclass(frozen=True)
class Seksjon:
    """One kind of default.

    `model` has kunde_id, navn, rekkefoelge, er_aktiv and versjon. `values` fills the form from a row (None: a new
    one), `fill` a row from the form, `summary` says a row in one line.
    """

    slag: str
    label: Any
    #: What the kind is for.
    tekst: Any
    model: Any
    form: type[WriteRowForm]
    values: Callable[[Any], dict[str, Any]]
    fill: Callable[[Any, Any], None]
    summary: Callable[[Any], str]
    order: int = 100
    #: Refuses what may not be stored, asked before a row in use is.
    check: Callable[[Session, Any], None] | None = None


_sections: dict[str, Seksjon] = {}


def register(*sections: Seksjon) -> None:
    """Add kinds; the same again is harmless, another under the same name is a mistake."""
    for section in sections:
        held = _sections.setdefault(section.slag, section)
        if held.model is not section.model or held.order != section.order:
            raise ValueError(f"standardverdi: {section.slag} twice")


def all_sections() -> list[Seksjon]:
    """In order."""
    return sorted(_sections.values(), key=lambda section: (section.order, section.slag))


def find_section(slag: str) -> Seksjon | None:
    """The kind of that name."""
    return _sections.get(slag)
