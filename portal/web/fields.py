"""Form fields that read what people type (`parse.py`) and answer typed values.

Every field is optional unless it carries `Required`: blank is None (text fields: ""). What could not be
read is shown again as it was typed, with the sentence at the field, and `data` is None.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import HiddenInput, TelInput, TextArea, TextInput

from portal.db import clock
from portal.web import formats, parse
from portal.web.parse import BadInput


class Required(InputRequired):
    """Something must be typed; blanks are nothing. What was typed wrongly keeps its own sentence."""

    def __init__(self, message: str | LazyString | None = None) -> None:
        super().__init__(message or _("Fyll ut dette feltet."))

    def __call__(self, form: Any, field: Any) -> None:
        if field.raw_data and str(field.raw_data[0]).strip():
            return
        field.errors[:] = []
        raise StopValidation(self.message)


class TypedField(Field, ABC):
    """A text input whose `data` is a value. Subclasses say how text becomes one and back: `read`, `write`."""

    widget: Any = TextInput()
    render: ClassVar[dict[str, str]] = {}
    """Attributes every input of the kind has; those given to the field win."""
    data: Any
    empty: Any = None
    """`data` of a blank field."""

    def __init__(self, label: Any = None, validators: Sequence[Any] | None = None, **options: Any) -> None:
        options["render_kw"] = {**self.render, **(options.get("render_kw") or {})}
        super().__init__(label, validators, **options)

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value of what was typed. Raises BadInput."""

    def write(self, value: Any) -> str:
        return str(value)

    def shown(self, value: Any) -> str:
        """A value as a page shows it; `write` is how it stands in the input."""
        return self.write(value)

    def _value(self) -> str:
        if self.raw_data:
            # HTML has no NUL, so a browser would not show the field as it was sent anyway.
            return str(self.raw_data[0]).replace("\x00", "")
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            if self.data is None:
                self.data = self.empty  # a post that leaves the field out is a blank field
            return
        text = str(valuelist[0])
        if not text.strip():
            self.raw_data = [""]  # InputRequired counts blanks as input
            self.data = self.empty
            return
        self.data = self.empty
        self.data = self.read(text)


class _NumberField(TypedField):
    """A number kept within [`minimum`, `maximum`], both in the unit of `data`."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        minimum: int | None = 0,
        maximum: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.minimum, self.maximum = minimum, maximum

    def read(self, text: str) -> int:
        value = self.parse(text)
        if self.minimum is not None and value < self.minimum:
            raise BadInput(self.too_little())
        if self.maximum is not None and value > self.maximum:
            raise BadInput(_("Kan ikke være mer enn %(grense)s.", grense=self.write(self.maximum)))
        return value

    @abstractmethod
    def parse(self, text: str) -> int:
        """The number that was typed, whatever its size. Raises BadInput."""

    def too_little(self) -> LazyString:
        if self.minimum == 0:
            return _("Kan ikke være mindre enn null.")
        return _("Må være minst %(grense)s.", grense=self.write(self.minimum))


def _with_comma(value: int, *, least_places: int) -> str:
    """Hundredths as text with a decimal comma: 123450 → 1234,50."""
    whole, rest = divmod(abs(value), 100)
    decimals = f"{rest:02}"
    if least_places == 0:
        decimals = decimals.rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{',' if decimals else ''}{decimals}"


class BeloepField(_NumberField):
    """Kroner typed, øre in `data`. Negative only with `minimum=None`."""

    render: ClassVar[dict[str, str]] = {"inputmode": "decimal", "autocomplete": "off"}

    def parse(self, text: str) -> int:
        return parse.parse_beloep(text)

    def write(self, value: int) -> str:
        return _with_comma(value, least_places=2)

    def shown(self, value: int) -> str:
        return formats.kr(value)


class ProsentField(_NumberField):
    """Percent typed, basis points in `data`."""

    render: ClassVar[dict[str, str]] = {"inputmode": "decimal", "autocomplete": "off"}

    def parse(self, text: str) -> int:
        return parse.parse_prosent(text)

    def write(self, value: int) -> str:
        return _with_comma(value, least_places=0)


class HeltallField(_NumberField):
    """A whole number."""

    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def parse(self, text: str) -> int:
        return parse.parse_heltall(text)


class TimerField(_NumberField):
    """Hours typed (`7:30`, `7,5`), whole minutes in `data`. `maximum` is minutes too."""

    render: ClassVar[dict[str, str]] = {"inputmode": "decimal", "autocomplete": "off"}

    def parse(self, text: str) -> int:
        return parse.parse_varighet(text)

    def write(self, value: int) -> str:
        hours, minutes = divmod(abs(value), 60)
        return f"{'-' if value < 0 else ''}{hours}:{minutes:02}"


class DatoField(TypedField):
    """A date, read as seen from today in Oslo."""

    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, text: str) -> dt.date:
        return parse.parse_dato(text, today=clock.today())

    def write(self, value: dt.date) -> str:
        return f"{value:%d.%m.%Y}"


class KlokkeslettField(TypedField):
    """A time of day."""

    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, text: str) -> dt.time:
        return parse.parse_klokkeslett(text)

    def write(self, value: dt.time) -> str:
        return f"{value:%H:%M}"


class OrgnrField(TypedField):
    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, text: str) -> str:
        return parse.parse_orgnr(text)

    def write(self, value: str) -> str:
        return f"{value[:3]} {value[3:6]} {value[6:]}"


class KontonummerField(TypedField):
    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, text: str) -> str:
        return parse.parse_kontonummer(text)

    def write(self, value: str) -> str:
        return f"{value[:4]} {value[4:6]} {value[6:]}"


class TelefonField(TypedField):
    """A phone number, E.164 in `data`; short ones as their digits. What an import kept as it was may stay."""

    widget = TelInput()

    def read(self, text: str) -> str:
        try:
            return parse.parse_telefon(text)
        except BadInput:
            if self.object_data and text.strip() == self.write(self.object_data):
                return str(self.object_data)
            raise

    def write(self, value: str) -> str:
        return value.removeprefix("+47")

    def shown(self, value: str) -> str:
        return formats.telefon(value)


class PostnrField(TypedField):
    """A Norwegian post code, four digits as text."""

    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "postal-code"}

    def read(self, text: str) -> str:
        return parse.parse_postnr(text)


class FodselsnummerField(TypedField):
    """Fødselsnummer or D-number. The caller encrypts it; it is never put into an address or a log."""

    render: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, text: str) -> str:
        return parse.parse_fodselsnummer(text, today=clock.today())

    def write(self, value: str) -> str:
        return f"{value[:6]} {value[6:]}"


class EpostField(TypedField):
    render: ClassVar[dict[str, str]] = {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}

    def read(self, text: str) -> str:
        return parse.parse_epost(text)


class UrlField(TypedField):
    render: ClassVar[dict[str, str]] = {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}

    def read(self, text: str) -> str:
        return parse.parse_url(text)


class TekstField(TypedField):
    """One line of text; blank is ""."""

    empty = ""
    multiline: ClassVar[bool] = False

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        max_length: int = 200,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.max_length = max_length

    def read(self, text: str) -> str:
        return parse.parse_tekst(text, max_length=self.max_length, multiline=self.multiline)


class LangTekstField(TekstField):
    """Several lines of text; blank is ""."""

    widget = TextArea()
    multiline: ClassVar[bool] = True

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        max_length: int = 4000,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, max_length=max_length, **options)


class HiddenUuid(TypedField):
    """An id the page carries. Anything but a uuid is refused: nobody types here."""

    widget = HiddenInput()

    def read(self, text: str) -> UUID:
        try:
            return UUID(text)
        except ValueError as error:
            raise BadInput(_("Skjemaet er ødelagt. Last siden på nytt.")) from error
