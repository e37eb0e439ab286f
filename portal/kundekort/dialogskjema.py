"""Forms that open in a dialog over any page of the card, where other forms may have fields of the same names."""

from typing import Any

from portal.web.forms import WriteForm

_HIDDEN = {"csrf_token", "idempotens", "versjon"}


class DialogForm(WriteForm):
    """A WriteForm whose fields have ids of their own: `ny-navn`; labels and error links follow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if field.name not in _HIDDEN:
                field.id = f"ny-{field.id}"
                field.label.field_id = field.id
