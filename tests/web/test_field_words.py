"""WTForms' own sentences come out in the reader's language, in nested rows too."""

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice

from portal.i18n import LANGUAGES
from portal.web.field_words import SENTENCES, FieldWords
from portal.web.forms import Form, NestedForm

LISTEN = {"nb": "Velg noe fra listen.", "nn": "Vel noko frå lista.", "en": "Choose something from the list."}
ENGLISH = "Not a valid choice."
PAIRS = [SelectChoice("a", "A")]


class Row(NestedForm):
    valg = SelectField("Valg", choices=PAIRS)


class Outer(Form):
    class Meta(Form.Meta):
        csrf = False

    valg = SelectField("Valg", choices=PAIRS)
    rader = FieldList(FormField(Row))


def faults(app: Flask, language: str) -> list[str]:
    with app.test_request_context("/", method="POST"), force_locale(language):
        form = Outer(MultiDict({"valg": "x", "rader-0-valg": "x"}))
        assert not form.validate()
        return [form.valg.errors[0], form.rader[0].form.valg.errors[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_is_not_there_is_refused_in_words_of_the_reader(app, language) -> None:
    assert faults(app, language) == [LISTEN[language]] * 2


def test_a_plain_form_would_have_spoken_english(app) -> None:
    """The control: what a row of the library's own says."""

    class Plain(PlainForm):
        valg = SelectField("Valg", choices=PAIRS)

    with app.test_request_context("/", method="POST"), force_locale("nb"):
        form = Plain(MultiDict({"valg": "x"}))
        assert not form.validate()
        assert form.valg.errors[0] == ENGLISH


def test_a_sentence_nobody_foresaw_is_ours_too(app) -> None:
    with app.test_request_context("/"), force_locale("nb"):
        assert FieldWords().gettext("Something new.") == "Verdien kan ikke brukes her."
        assert all(FieldWords().gettext(text) % {"value": "x"} for text in SENTENCES)
