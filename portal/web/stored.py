"""What is stored of a row, as a form that changes it needs it: it fills the fields, and stands beside what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field
from wtforms.fields.choices import SelectFieldBase

from portal.i18n import _
from portal.web.fields import TypedField

NOTHING = "–"


@dataclass(frozen=True)
class Stored:
    """A row as it stands now.

    `values` are the fields a form edits. `facts` (label → text) are what one would look at before taking a step on
    the row with a form that edits none of its fields: how it stands, until when, what is left.
    """

    versjon: int
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


def each_row() -> Stored:
    """For one form shown beside many rows: every row gives its own version to `hidden_fields`."""
    return Stored(versjon=0)


def same(typed: Any, stored: Any) -> bool:
    """Whether two values of a field say the same; blanks are nothing, and several choices have no order."""
    return bool(_plain(typed) == _plain(stored))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(each) for each in value) or None
    return None if value in (None, "") else value


def text_of(shown: Field, value: Any) -> str:
    """A value of the field as people read it."""
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nei"))
    if isinstance(shown, SelectFieldBase):
        chosen = value if isinstance(value, list | tuple) else [value]
        names = {str(key): str(label) for key, label in _pairs(shown)}
        return ", ".join(names.get(str(each), NOTHING) for each in chosen) or NOTHING
    if _plain(value) is None:
        return NOTHING
    return shown.shown(value) if isinstance(shown, TypedField) else str(value)


def _pairs(shown: SelectFieldBase) -> list[tuple[Any, Any]]:
    return [tuple(choice)[:2] for choice in getattr(shown, "choices", None) or ()]
