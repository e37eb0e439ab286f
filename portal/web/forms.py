"""Base forms. Forms check shape; actions check the business (style.md §7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import HiddenField, ValidationError

from portal.errors import Refused, Stale
from portal.i18n import _l


class UuidKey(HiddenField):
    """A hidden UUID: parsed, refused when it is not one."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Text → UUID; a bad one is a ValueError, which WTForms shows."""
        try:
            self.data = UUID(valuelist[0]) if valuelist and valuelist[0] else None
        except ValueError:
            self.data = None


class Form(FlaskForm):
    """A form with the token, and with `form_errors` a template can show."""

    #: What others stored meanwhile, label → text; filled by a Stale.
    theirs: dict[str, str]
    #: Link that fixes the problem, from Refused.
    remedy: tuple[str, Any] | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = {}
        self.remedy = None

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
        if refused.link is not None:
            inside = refused.link.startswith("/") and not refused.link.startswith(f"{request.script_root}/")
            self.remedy = (request.script_root + refused.link if inside else refused.link, refused.link_text)
        if isinstance(refused, Stale):
            self.theirs = refused.theirs


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
    """A form that changes a row: carries the version that was shown."""

    versjon = HiddenField()

    def validate_versjon(self, field: HiddenField) -> None:
        """A whole number."""
        try:
            field.data = int(field.data)
        except (TypeError, ValueError):
            field.data = None
            raise ValidationError(_l("Skjemaet mangler versjonen sin. Last siden på nytt.")) from None


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
