"""What makes templates cheap does not make them different: addresses, texts and markup as Jinja's and Flask's."""

from uuid import UUID

import pytest
from flask import Flask, render_template_string, url_for
from jinja2 import pass_context
from markupsafe import Markup
from werkzeug.routing import BuildError

from portal.i18n import in_language

KUNDE, KONTAKT = UUID(int=7), UUID(int=8)


@pytest.fixture
def page(app: Flask):
    with app.test_request_context("/nordvik/kunder", environ_overrides={"SCRIPT_NAME": "/nordvik"}):
        yield app.jinja_env.globals


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("kundekort.kunder.liste", {}),
        ("kundekort.oversikt.vis", {"kunde_id": KUNDE}),
        ("kundekort.kontakter.endre", {"kunde_id": KUNDE, "kontakt_id": KONTAKT}),
        ("kundekort.kontakter.endre", {"kontakt_id": KONTAKT, "kunde_id": KUNDE}),
        ("kundekort.kunder.liste", {"q": "æ&b"}),
        ("kundekort.kunder.liste", {"ansvarlig": KUNDE}),  # an id that is no part of the path
        ("kundekort.kunder.liste", {"_external": True}),
    ],
)
def test_an_address_is_flasks_both_times(page, endpoint, values):
    assert [page["url_for"](endpoint, **values) for _time in range(2)] == [url_for(endpoint, **values)] * 2


def test_an_address_is_of_the_agency_that_asks(app, page):
    first = page["url_for"]("kundekort.oversikt.vis", kunde_id=KUNDE)
    with app.test_request_context("/solvik/kunder", environ_overrides={"SCRIPT_NAME": "/solvik"}):
        second = page["url_for"]("kundekort.oversikt.vis", kunde_id=KUNDE)
    assert (first, second) == (f"/nordvik/kunder/{KUNDE}", f"/solvik/kunder/{KUNDE}")


def test_an_unknown_address_is_refused_as_by_flask(page):
    with pytest.raises(BuildError):
        page["url_for"]("kundekort.oversikt.vis", kontakt_id=KUNDE)


def test_a_remembered_macro_tells_text_from_markup(page):
    [tag] = page["remembered_macros"]("web/macros/merke.html", "tag")
    asked = [tag(Markup("<b>x</b>")), tag("<b>x</b>"), tag(Markup("<b>x</b>"))]
    assert ["<b>x</b>" in each for each in asked] == [True, False, True]
    assert "&lt;b&gt;x&lt;/b&gt;" in asked[1]


def test_texts_are_markup_in_each_language_and_their_values_are_escaped(page):
    template = "{{ _('Kunder') }}|{{ _('Forhåndsvis %(navn)s', navn='<i>') }}|{% trans %}Kunder{% endtrans %}"
    assert render_template_string(template).split("|")[1].endswith("&lt;i&gt;")
    with in_language("en"):
        first = render_template_string(template)
    with in_language("nb"):
        second = render_template_string(template)
    assert (first.split("|")[0], second.split("|")[0]) == ("Customers", "Kunder")


def test_callables_are_passed_what_they_ask_for(app, page):
    @pass_context
    def name(context, loop_var):
        return f"{context['word']}-{loop_var}"

    macro = "{% macro m(a, b='x') %}<{{ a }}{{ b }}{% endmacro %}"
    template = macro + "{% for i in [1] %}{{ f(i) }}{{ m('&') }}{{ up() }}{% endfor %}"
    assert render_template_string(template, f=name, word="w", up="a".upper) == "w-1<&amp;xA"
