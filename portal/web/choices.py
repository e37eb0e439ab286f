"""Fields of choices: pairs as WTForms wants them, and several of a list as checkboxes."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget


def choices(pairs: Mapping[Any, Any] | Iterable[tuple[Any, Any]], *, none: Any = None) -> list[SelectChoice]:
    """(value, label) pairs for `SelectField(choices=…)`; labels may be lazy. `none` labels an empty first choice."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    first = [SelectChoice("", none)] if none is not None else []
    return [*first, *(SelectChoice(str(value), label) for value, label in items)]


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with its own checkbox; iterate over it for the boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
