"""Numbers with up to four decimals: text → ten-thousandths → text."""

from flask_babel import lazy_gettext as _

from portal.web.fields import _NumberField
from portal.web.parse import BadInput, _decimal, tidy

PLACES = 4
#: As much as an amount may be: more is a slip of the finger, and would not fit a bigint for long.
MAX_DESIMAL = 10**11 * 10**PLACES


def parse_desimal(text: str) -> int:
    """A number as typed → ten-thousandths. `12,5`, `-3`, `1 234,25`."""
    value = _decimal(tidy(text), places=PLACES, example=_("Skriv tallet som 12,5."))
    if abs(value) > MAX_DESIMAL:
        raise BadInput(_("Tallet er for stort."))
    return value


def write_desimal(value: int, *, least_places: int = 0) -> str:
    """Ten-thousandths → text with a decimal comma."""
    whole, rest = divmod(abs(value), 10**PLACES)
    decimals = f"{rest:0{PLACES}}".rstrip("0").ljust(least_places, "0")
    return f"{'-' if value < 0 else ''}{whole}{',' if decimals else ''}{decimals}"


class DesimalField(_NumberField):
    """A number with decimals; ten-thousandths in `data`."""

    render = {"inputmode": "decimal", "autocomplete": "off"}  # noqa: RUF012 - as the other fields have it

    def parse(self, text: str) -> int:
        return parse_desimal(text)

    def write(self, value: int) -> str:
        return write_desimal(value)
