"""Fields of choices: pairs as WTForms wants them, and several of a list as checkboxes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.widgets import CheckboxInput, ListWidget


def choices(pairs: Mapping[Any, Any] | Iterable[tuple[Any, Any]], *, none: Any = None) -> list[SelectChoice]:
    """(value, label) pairs for `SelectField(choices=…)`; labels may be lazy. `none` labels an empty first choice."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    first = [SelectChoice("", none)] if none is not None else []
    return [*first, *(SelectChoice(str(value), label) for value, label in items)]


def hold(field: SelectFieldBase, named: Callable[[list[str]], Mapping[Any, Any]]) -> None:
    """Offer what is stored also when nobody can choose it anew, so that saving the rest leaves it as it was.

    Call it when the field has its choices. `named` says what the values that are missing are called; it is asked only
    when there are any.
    """
    stored = field.object_data if isinstance(field.object_data, list | tuple) else [field.object_data]
    offered = {str(choice.value) for choice in field.choices}
    if missing := [str(value) for value in stored if value and str(value) not in offered]:
        names = {str(value): name for value, name in named(missing).items()}
        field.choices = [*field.choices, *choices((value, names.get(value, "–")) for value in missing)]


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with its own checkbox; iterate over it for the boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
