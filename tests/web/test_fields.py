"""The fields inside a real form: what was typed comes back, what was read is typed."""

import datetime as dt
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField
from wtforms.validators import InputRequired, Optional

from portal.db import clock
from portal.web import fields

ID = UUID("0192f0c1-2345-7000-8000-000000000001")


class Skjema(Form):
    beloep = fields.BeloepField("Beløp")
    prosent = fields.ProsentField("Prosent", maximum=10_000)
    antall = fields.HeltallField("Antall", minimum=1)
    timer = fields.TimerField("Timer")
    dato = fields.DatoField("Dato")
    klokke = fields.KlokkeslettField("Klokkeslett")
    orgnr = fields.OrgnrField("Org.nr.")
    konto = fields.KontonummerField("Konto")
    telefon = fields.TelefonField("Telefon")
    postnr = fields.PostnrField("Postnr.")
    fnr = fields.FodselsnummerField("Fødselsnummer")
    epost = fields.EpostField("E-post")
    url = fields.UrlField("Nettsted")
    tekst = fields.TekstField("Tekst", max_length=10)
    lang = fields.LangTekstField("Lang tekst")
    ref = fields.HiddenUuid()


GOOD = {
    "beloep": ("1 234,50", 123450, "1234,50"),
    "prosent": ("14,1 %", 1410, "14,1"),
    "antall": ("12", 12, "12"),
    "timer": ("7,5", 450, "7:30"),
    "dato": ("191126", dt.date(2026, 11, 19), "19.11.2026"),
    "klokke": ("730", dt.time(7, 30), "07:30"),
    "orgnr": ("NO974760673MVA", "974760673", "974 760 673"),
    "konto": ("12345678903", "12345678903", "1234 56 78903"),
    "telefon": ("412 34 567", "+4741234567", "41234567"),
    "postnr": ("0155", "0155", "0155"),
    "fnr": ("019190 10130", "01919010130", "019190 10130"),
    "epost": ("Siv@Fjordtre.example", "Siv@fjordtre.example", "Siv@fjordtre.example"),
    "url": ("www.fjordtre.example", "https://www.fjordtre.example", "https://www.fjordtre.example"),
    "tekst": ("  Fjordtre ", "Fjordtre", "Fjordtre"),
    "lang": ("en\r\nto", "en\nto", "en\nto"),
    "ref": (str(ID), ID, str(ID)),
}

BAD = {
    "beloep": "1.234",
    "prosent": "101",
    "antall": "0",
    "timer": "-1:00",
    "dato": "31.11.2026",
    "klokke": "25",
    "orgnr": "974760674",
    "konto": "12345678904",
    "telefon": "ring meg",
    "postnr": "155",
    "fnr": "01919010131",
    "epost": "siv",
    "url": "javascript:alert(1)",
    "tekst": "elleve tegn",
    "lang": "a\x07b",
    "ref": "' OR 1=1",
}


@pytest.fixture(autouse=True)
def _day():
    with clock.frozen(dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)):
        yield


def posted(**values):
    return Skjema(MultiDict(values))


@pytest.mark.parametrize("name", list(GOOD))
def test_what_is_typed_is_read_and_stays_in_the_field(name):
    typed, value, _written = GOOD[name]
    form = posted(**{name: typed})
    assert form.validate(), form.errors
    assert form[name].data == value
    assert form[name]._value() == typed


@pytest.mark.parametrize("name", list(GOOD))
def test_what_is_stored_is_written_so_that_it_can_be_read_again(name):
    _typed, value, written = GOOD[name]
    shown = Skjema(None, data={name: value})
    assert shown[name]._value() == written
    assert posted(**{name: written})[name].data == value


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_read_is_refused_with_a_sentence_and_kept(name):
    form = posted(**{name: BAD[name]})
    assert not form.validate()
    assert list(form.errors) == [name]
    assert len(form.errors[name]) == 1
    assert str(form.errors[name][0]).endswith(".")
    assert not form[name].data
    assert form[name]._value() == BAD[name].replace("\x00", "")


@pytest.mark.parametrize("name", list(GOOD))
@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_blank_is_allowed_and_is_nothing(name, blank):
    form = Skjema(MultiDict({name: blank}), data={name: GOOD[name][1]})
    assert form.validate(), form.errors
    assert form[name].data == ("" if name in {"tekst", "lang"} else None)


@pytest.mark.parametrize("name", list(GOOD))
@pytest.mark.parametrize("validator", [fields.Required, InputRequired])
def test_required_refuses_blank_but_keeps_the_fields_own_sentence(name, validator):
    kind = type(Skjema(None)[name])
    required = type("Krav", (Form,), {name: kind("Felt", [validator()])})
    for blank in ({}, {name: ""}, {name: "  "}):
        form = required(MultiDict(blank or {"annet": "x"}))
        assert not form.validate()
    wrong = required(MultiDict({name: "a\x00b"}))
    assert not wrong.validate()
    assert wrong.errors[name] != [str(fields.Required().message)]
    assert required(MultiDict({name: GOOD[name][0]})).validate()


def test_optional_does_not_hide_what_was_typed_wrongly():
    form = type("Valgfri", (Form,), {"dato": fields.DatoField("Dato", [Optional()])})
    assert form(MultiDict({"dato": " "})).validate()
    assert not form(MultiDict({"dato": "i fjor"})).validate()


def test_negative_amounts_are_for_fields_that_ask_for_them():
    both = type("Begge", (Form,), {"beloep": fields.BeloepField("Beløp", minimum=None)})
    form = both(MultiDict({"beloep": "−50"}))
    assert form.validate()
    assert form.beloep.data == -5000
    assert not posted(beloep="−50").validate()


def test_a_nul_never_reaches_the_page():
    form = posted(tekst="a\x00b")
    assert not form.validate()
    assert "\x00" not in str(form.tekst())


def test_markup_typed_into_a_field_is_text_on_the_page():
    form = posted(beloep='"><script>')
    assert not form.validate()
    assert "<script>" not in str(form.beloep())


def test_fields_work_in_rows():
    class Rad(Form):
        linje_id = fields.HiddenUuid()
        minutter = fields.TimerField("Timer")

    class Rader(Form):
        rader = FieldList(FormField(Rad))

    form = Rader(
        MultiDict({"rader-0-linje_id": str(ID), "rader-0-minutter": "7:30", "rader-1-minutter": "abc"})
    )
    assert not form.validate()
    assert form.rader[0].linje_id.data == ID
    assert form.rader[0].minutter.data == 450
    assert form.rader[1].minutter._value() == "abc"


def test_inputs_say_which_keyboard_they_want_and_the_form_may_overrule():
    assert 'inputmode="decimal"' in str(posted().beloep())
    assert 'type="hidden"' in str(posted().ref())
    own = type("Eget", (Form,), {"tlf": fields.TelefonField("Tlf", render_kw={"autocomplete": "tel"})})
    assert 'autocomplete="tel"' in str(own().tlf())
    assert 'type="tel"' in str(own().tlf())


@pytest.mark.parametrize("kind", [fields.TypedField, fields._NumberField])
def test_a_kind_of_field_must_say_how_it_reads(kind):
    form = type("Halv", (Form,), {"felt": kind("Felt")})
    with pytest.raises(TypeError, match="abstract"):
        form()  # before anyone has typed anything


def test_a_number_an_import_kept_may_stay_but_cannot_be_typed():
    held = Skjema(MultiDict({"telefon": "ring kontoret"}), data={"telefon": "ring kontoret"})
    assert held.validate()
    assert held.telefon.data == "ring kontoret"
    typed = Skjema(MultiDict({"telefon": "ring Kari"}), data={"telefon": "ring kontoret"})
    assert not typed.validate()
