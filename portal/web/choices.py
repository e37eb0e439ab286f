"""Fields of choices: pairs as WTForms wants them, and several of a list as checkboxes."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs for `SelectField(choices=…)`; labels may be lazy."""
    return [SelectChoice(str(value), label) for value, label in pairs]


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with its own checkbox; iterate over it for the boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
