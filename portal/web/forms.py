"""Base forms. Forms check shape; actions check the business (style.md §7)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID, uuid4

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import Field, HiddenField, ValidationError
from wtforms import Form as PlainForm

from portal.errors import Refused, Stale
from portal.i18n import _l
from portal.web.field_words import FieldWords
from portal.web.stored import Stored, same, text_of


class UuidKey(HiddenField):
    """A hidden UUID: parsed, refused when it is not one."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Text → UUID; a bad one is a ValueError, which WTForms shows."""
        try:
            self.data = UUID(valuelist[0]) if valuelist and valuelist[0] else None
        except ValueError:
            self.data = None


class _Words:
    """WTForms' own sentences in our words."""

    def get_translations(self, form: Any) -> FieldWords:
        return FieldWords()


class NestedForm(PlainForm):
    """The fields of one row, inside another form."""

    class Meta(_Words, PlainForm.Meta):
        """As the form around it."""


class Form(FlaskForm):
    """A form with the token, and with `form_errors` a template can show."""

    class Meta(_Words, FlaskForm.Meta):
        """Token and file fields as Flask-WTF has them."""

    #: What others stored meanwhile, label → text; filled by a Stale.
    theirs: dict[str, str]
    #: (address, label) of the pages that fix the problem, from Refused.
    remedies: list[tuple[str, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}
        self.remedies = []

    @contextmanager
    def attempt(self, session: Session) -> Iterator[None]:
        """Run an action in a savepoint; a Refused is undone and ends as an error on the form or its field."""
        savepoint = session.begin_nested()
        try:
            yield
            session.flush()  # constraint errors belong inside the savepoint
        except Refused as refused:
            savepoint.rollback()
            session.expire_all()
            self.refuse(refused)
        else:
            savepoint.commit()

    def refuse(self, refused: Refused) -> None:
        """Show a Refused at its field, else above the form."""
        field = self._fields.get(refused.field) if refused.field else None
        if field is not None:
            field.errors = [*field.errors, refused.sentence]
        else:
            self.form_errors.append(refused.sentence)
        self.remedies = [(_from_root(address), label) for label, address in refused.links]
        if isinstance(refused, Stale):
            self.theirs = refused.theirs


def _from_root(address: str) -> str:
    """The address with the agency's prefix, which rules do not know."""
    inside = address.startswith("/") and not address.startswith(f"{request.script_root}/")
    return request.script_root + address if inside else address


class WriteForm(Form):
    """A form that writes: carries the key that makes a second post harmless."""

    idempotens = UuidKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.idempotens.raw_data:  # a fresh form; never the key of the row it is filled from
            self.idempotens.data = uuid4()

    def validate_idempotens(self, field: UuidKey) -> None:
        """Without its key a post could count twice."""
        if field.data is None:
            raise ValidationError(_l("Skjemaet mangler nøkkelen sin. Last siden på nytt."))


class WriteRowForm(WriteForm):
    """A form that changes a row: carries the version that was shown, and knows what is stored.

    `stored` reads the row. It fills the form, and is asked anew when someone else was first: what he stored stands
    beside what was typed, every field of it, and the next save is meant. Only then does the version move on.
    """

    versjon = HiddenField()
    #: Fields about the change itself, such as a reason or a file: the row has no value of theirs.
    asked: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, stored: Callable[[], Stored], **kwargs: Any) -> None:
        self.read_stored = stored
        now = stored()
        super().__init__(*args, data={**now.values, "versjon": now.versjon}, **kwargs)
        if undecided := [
            field.short_name for field in self.row_fields() if field.short_name not in now.values
        ]:
            raise TypeError(f"{type(self).__name__}: {undecided} are neither stored nor asked")
        if now.versjon and not now.facts and not self.row_fields():
            raise TypeError(f"{type(self).__name__}: nothing to show when someone else was first")

    def validate_versjon(self, field: HiddenField) -> None:
        """A whole number, and the one that was shown: a post without it is not taken for a fresh copy."""
        try:
            field.data = int(field.raw_data[0]) if field.raw_data else None
        except (TypeError, ValueError):
            field.data = None
        if field.data is None:
            raise ValidationError(_l("Skjemaet mangler versjonen sin. Last siden på nytt."))

    def row_fields(self) -> list[Field]:
        """The fields that have a stored value beside the typed one."""
        others = {"csrf_token", "idempotens", "versjon", *self.asked}
        return [field for field in self if field.short_name not in others]

    def label_of(self, field: Field) -> str:
        """What the field is called apart from its place on the page; forms with several of a name tell them apart."""
        return str(field.label.text)

    def differing(self, typed: Field, stored: Field) -> Iterator[tuple[str, str]]:
        """(label, stored text) where a field says another thing than is stored."""
        if not same(typed.data, stored.data):
            yield self.label_of(typed), text_of(typed, stored.data)

    def refuse(self, refused: Refused) -> None:
        """As for every form; a Stale is also shown with what is stored now, and answers the next save."""
        super().refuse(refused)
        if isinstance(refused, Stale):
            now = self.read_stored()
            fresh = type(self)(None, stored=lambda: now)
            differences = (
                pair for field in self.row_fields() for pair in self.differing(field, fresh[field.short_name])
            )
            self.theirs = {**refused.theirs, **({} if self.row_fields() else now.facts), **dict(differences)}
            self.versjon.data = now.versjon


def hidden_fields(form: Form, **values: Any) -> Markup:
    """The token, the key and the version, for a template's first line in a form.

    `values` are other values than the form holds: one form object may stand in every row, each with its own key.
    """
    parts = [  # without ids: a page may hold several forms
        form[name](id=False, **({"value": values[name]} if name in values else {}))
        for name in ("csrf_token", "idempotens", "versjon")
        if name in form
    ]
    return Markup("").join(parts)
