"""The second editor sees both values: every form that changes a row, each field of it."""

import datetime as dt
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from portal.errors import Refused, Stale
from portal.web import fields
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored, each_row
from tests.gates.source import PORTAL, ROOT

VERSION = 7
#: Field → stored value, other text typed. Subclasses come before what they are made of.
SAMPLES: dict[type[Field], tuple[Any, str]] = {
    fields.BeloepField: (10_000, "200,00"),
    fields.ProsentField: (1_000, "20"),
    fields.HeltallField: (1, "2"),
    fields.TimerField: (60, "2:00"),
    fields.DatoField: (dt.date(2026, 12, 1), "02.12.2026"),
    fields.KlokkeslettField: (dt.time(7), "08:00"),
    fields.OrgnrField: ("974760673", "923 609 016"),
    fields.KontonummerField: ("36240012345", "1503 40 12345"),
    fields.TelefonField: ("+4741234567", "412 34 568"),
    fields.PostnrField: ("5003", "0150"),
    fields.EpostField: ("en@fjordtre.example", "to@fjordtre.example"),
    fields.UrlField: ("https://en.example", "https://to.example"),
    fields.HiddenUuid: (UUID(int=1), str(UUID(int=2))),
    fields.TekstField: ("Lagret tekst", "Skrevet tekst"),
    TextAreaField: ("Lagret tekst", "Skrevet tekst"),
    BooleanField: (True, ""),
}


def row_forms(parent: type[WriteRowForm] = WriteRowForm) -> list[type[WriteRowForm]]:
    """Every one of the product's, the plain one too."""
    for path in PORTAL.rglob("forms.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    below = [form for child in parent.__subclasses__() for form in row_forms(child)]
    return [form for form in [parent, *below] if form.__module__.startswith("portal.")]


def sample(field: Any) -> tuple[Any, str]:
    if isinstance(field, SelectField | SelectMultipleField | RadioField):
        first, second = (str(choice.value) for choice in choices_of(field)[:2])
        return ([first] if isinstance(field, SelectMultipleField) else first), second
    return next(found for kind, found in SAMPLES.items() if isinstance(field, kind))


def choices_of(field: Any) -> list[SelectChoice]:
    return field.choices or [SelectChoice("1", "Valg én"), SelectChoice("2", "Valg to")]


def filled(kind: type[WriteRowForm]) -> WriteRowForm:
    """A post in which every field says another thing than is stored."""
    names = list(kind(None, stored=lambda: Stored(1, AnyValue(), {"x": "y"}))._fields)
    empty = kind(None, stored=lambda: Stored(1, AnyValue(), {"x": "y"}))
    values: dict[str, Any] = {}
    typed = MultiDict({"versjon": "3", "idempotens": str(UUID(int=9))})
    for name in names:
        field = empty[name]
        if field not in empty.row_fields():
            continue
        if isinstance(field, FieldList):
            days = [dt.date(2026, 11, 16), dt.date(2026, 11, 17)]
            values[name] = [{"dato": day, "start": dt.time(7), "slutt": dt.time(15)} for day in days]
            for place, day in enumerate(days):
                typed.update({f"{name}-{place}-dato": f"{day:%d.%m.%Y}", f"{name}-{place}-start": "08:00"})
            continue
        values[name], text = sample(field)
        if text:
            typed.add(name, text)
    stored = Stored(VERSION, values, {"Status nå": "Godkjent"})
    form = kind(typed, stored=lambda: stored)
    for field in form:
        if isinstance(field, SelectField | SelectMultipleField):
            field.choices = choices_of(field)
    return form


class AnyValue(dict):
    """Holds nothing, and says that it holds everything: for asking a form what it has."""

    def keys(self):
        return self

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self):
        return iter(())


@pytest.fixture
def request_context(app: Flask):
    with app.test_request_context("/nordvik/", method="POST"):
        yield


def test_there_are_forms_to_look_at() -> None:
    assert len(row_forms()) >= 18


@pytest.mark.parametrize("kind", row_forms(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_field_of_the_row_is_shown_and_the_next_save_is_meant(kind, request_context) -> None:
    form = filled(kind)
    assert form.validate_versjon(form.versjon) is None
    assert form.versjon.data == 3
    form.refuse(Stale("Noen andre var først."))
    assert form.versjon.data == VERSION
    assert "Noen andre var først." in form.form_errors
    singles = [field for field in form.row_fields() if not isinstance(field, FieldList)]
    lists = [field for field in form.row_fields() if isinstance(field, FieldList)]
    labels = {form.label_of(field) for field in singles}
    assert len(labels) == len(singles), "two fields with one label: nobody can tell them apart"
    assert labels <= form.theirs.keys()
    assert len(form.theirs) == (
        len(labels) + 2 * len(lists) or 1
    )  # two days of a week; a step shows its fact
    assert all(form.theirs.values())
    assert "–" not in [form.theirs[form.label_of(field)] for field in singles]


@pytest.mark.parametrize("kind", row_forms(), ids=lambda kind: kind.__name__)
def test_another_refusal_leaves_the_version_that_was_shown(kind, request_context) -> None:
    form = filled(kind)
    form.validate_versjon(form.versjon)
    form.refuse(Refused("Det går ikke."))
    assert (form.versjon.data, form.theirs) == (3, {})


class Edit(WriteRowForm):
    navn = fields.TekstField("Navn")
    grunn = fields.TekstField("Grunn")


def test_a_form_that_hides_a_field_of_its_row_cannot_be_made(request_context) -> None:
    with pytest.raises(TypeError, match="stored"):
        Edit(None)
    with pytest.raises(TypeError, match="grunn"):
        Edit(None, stored=lambda: Stored(1, {"navn": "Fjordtre AS"}))
    with pytest.raises(TypeError, match="nothing to show"):
        WriteRowForm(None, stored=lambda: Stored(1))
    assert WriteRowForm(None, stored=each_row).versjon.data == 0


def test_what_is_typed_alike_is_not_shown_and_blanks_are_alike(request_context) -> None:
    typed = MultiDict({"navn": "Fjordtre AS", "grunn": "", "versjon": "1"})
    form = Edit(typed, stored=lambda: Stored(2, {"navn": "Fjordtre AS", "grunn": None}))
    form.refuse(Stale("Noen andre var først."))
    assert form.theirs == {}


def test_what_is_stored_is_read_anew(request_context) -> None:
    """The row was read when the post came; someone was first between that and the lock."""
    rows = iter([Stored(1, {"navn": "Før", "grunn": "g"}), Stored(2, {"navn": "Etter", "grunn": "g"})])
    form = Edit(MultiDict({"navn": "Mitt", "grunn": "g", "versjon": "1"}), stored=lambda: next(rows))
    form.refuse(Stale("Noen andre var først."))
    assert form.theirs == {"Navn": "Etter"}


def test_a_post_without_a_version_is_refused(request_context) -> None:
    form = Edit(MultiDict({"navn": "Mitt"}), stored=lambda: Stored(4, {"navn": "Før", "grunn": ""}))
    assert not form.validate()
    assert form.versjon.errors == ["Skjemaet mangler versjonen sin. Last siden på nytt."]
