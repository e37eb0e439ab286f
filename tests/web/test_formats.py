"""What stands on the screen, letter by letter: U+00A0 is written as _ in the tables."""

import datetime as dt
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from portal.db import clock
from portal.web import formats

NOW = dt.datetime(2026, 11, 22, 11, 0, tzinfo=dt.UTC)  # noon in Oslo, a Sunday
THURSDAY = dt.date(2026, 11, 19)


@pytest.fixture(scope="module")
def app():
    app = Flask(__name__)
    Babel(app, default_locale="nb")
    formats.register_filters(app)
    return app


@pytest.fixture
def show(app):
    """`show("kr", 5000, "en")`, through the template engine as pages do it."""

    def render(name, value, locale="nb", **options):
        arguments = ", ".join(f"{key}={key}" for key in options)
        template = app.jinja_env.from_string(f"{{{{ value | {name}({arguments}) }}}}")
        with app.app_context(), force_locale(locale), clock.frozen(NOW):
            return template.render(value=value, **options).replace("\u00a0", "_")

    return render


@pytest.mark.parametrize(
    ("name", "value", "nb", "en"),
    [
        ("kr", 10906250, "109_062,50_kr", "NOK_109,062.50"),
        ("kr", -717938, "−7_179,38_kr", "−NOK_7,179.38"),
        ("kr", 0, "0,00_kr", "NOK_0.00"),
        ("kr", 5, "0,05_kr", "NOK_0.05"),
        ("kr", 999999999999999, "9_999_999_999_999,99_kr", "NOK_9,999,999,999,999.99"),
        ("kroner", 10906250, "109_063_kr", "NOK_109,063"),
        ("kroner", 10906249, "109_062_kr", "NOK_109,062"),
        ("kroner", -50, "−1_kr", "−NOK_1"),
        ("kroner", -49, "0_kr", "NOK_0"),
        ("antall", 1234567, "1_234_567", "1,234,567"),
        ("antall", Decimal("1234567.5"), "1_234_567,5", "1,234,567.5"),
        ("antall", -3, "−3", "−3"),
        ("prosent", 2140, "21,4_%", "21.4%"),
        ("prosent", 2500, "25_%", "25%"),
        ("prosent", 1225, "12,25_%", "12.25%"),
        ("prosent", -300, "−3_%", "−3%"),
        ("timer", 450, "7:30", "7:30"),
        ("timer", -60, "−1:00", "−1:00"),
        ("timer", 5, "0:05", "0:05"),
        ("timer", 9750, "162:30", "162:30"),
        ("timetall", 2250, "37,5_t", None),
        ("timetall", 440, "7,33_t", None),
        ("timetall", -60, "−1_t", None),
        ("dato", THURSDAY, "19.11.2026", "19/11/2026"),
        ("dato_kort", THURSDAY, "19._nov.", "19_Nov"),
        ("dato_kort", dt.date(2025, 11, 19), "19._nov._2025", "19_Nov_2025"),
        ("dato_lang", THURSDAY, "19._november_2026", "19_November_2026"),
        ("uke", THURSDAY, "uke_47", None),
        ("uke", dt.date(2027, 1, 1), "uke_53", None),
        ("klokke", dt.time(7, 0), "07:00", "07:00"),
        ("orgnr", "974760673", "974_760_673", "974_760_673"),
        ("kontonr", "36240012345", "3624_00_12345", "3624_00_12345"),
        ("telefon", "+4759901234", "599_01_234", "599_01_234"),
        ("telefon", "+4741234567", "412_34_567", "412_34_567"),
        ("telefon", "+4722836000", "22_83_60_00", "22_83_60_00"),
        ("telefon", "+4702345", "02345", "02345"),
        ("telefon", "+46812345678", "+46_8_123_456_78", "+46_8_123_456_78"),
        ("telefon", "ukjent", "ukjent", "ukjent"),
        ("orgnr", "97476067", "97476067", "97476067"),
    ],
)
def test_formats_in_bokmaal_and_english(show, name, value, nb, en):
    assert show(name, value) == nb
    if en is not None:  # the words of the rest come from the catalogues
        assert show(name, value, "en") == en


def test_nynorsk_writes_numbers_and_months_as_norwegian(show):
    assert show("kr", -717938, "nn") == "−7_179,38_kr"
    assert show("dato_lang", THURSDAY, "nn", ukedag=True) == "torsdag_19._november_2026"
    assert show("dato_lang", dt.date(2026, 11, 21), "nn", ukedag=True) == "laurdag_21._november_2026"


def test_options(show):
    assert show("dato_lang", THURSDAY, ukedag=True) == "torsdag_19._november_2026"
    assert show("dato_lang", THURSDAY, "en", ukedag=True) == "Thursday_19_November_2026"
    assert show("klokke", dt.time(7), til=dt.time(15)) == "07:00–15:00"
    assert show("orgnr", "974760673", mva=True) == "NO_974_760_673_MVA"


@pytest.mark.parametrize("name", [function.__name__ for function in formats.FILTERS])
def test_nothing_is_shown_as_nothing(show, name):
    assert show(name, None) == ""


def test_moments_are_shown_as_in_oslo(show):
    summer = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    winter = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    assert show("tid", summer) == "02.07.2026_00:30"
    assert show("tid", winter) == "01.01.2027_00:30"
    assert show("dato", winter) == "01.01.2027"
    assert show("klokke", summer) == "00:30"
    assert show("uke", winter) == "uke_53"


@pytest.mark.parametrize("name", ["tid", "dato", "klokke", "relativ", "uke"])
def test_a_time_without_zone_is_refused(show, name):
    with pytest.raises(ValueError, match="zone"):
        show(name, dt.datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2026, 11, 22, 9, 42, tzinfo=dt.UTC), "i_dag_10:42"),
        (dt.date(2026, 11, 22), "i dag"),
        (dt.datetime(2026, 11, 21, 22, 59, tzinfo=dt.UTC), "i går"),
        (dt.datetime(2026, 11, 21, 23, 0, tzinfo=dt.UTC), "i_dag_00:00"),
        (dt.date(2026, 11, 23), "i morgen"),
        (dt.date(2026, 11, 19), "3_d"),
        (dt.date(2026, 11, 25), "om_3_d"),
        (dt.date(2026, 11, 16), "6_d"),
        (dt.date(2026, 11, 15), "15._nov."),
        (dt.date(2025, 11, 15), "15._nov._2025"),
    ],
)
def test_how_far_from_today(show, value, text):
    assert show("relativ", value) == text


def test_the_full_date_stands_behind_the_relative_one(show):
    shown = show("naar", dt.datetime(2026, 11, 21, 9, 42, tzinfo=dt.UTC))
    assert shown == ('<time datetime="2026-11-21T10:42+01:00" title="21._november_2026 10:42">i går</time>')


def test_without_a_request_the_language_is_bokmaal():
    assert formats.kr(10906250) == "109\u00a0062,50\u00a0kr"


def test_a_date_without_time_has_a_plain_machine_date(show):
    assert show("naar", dt.date(2026, 11, 21)) == (
        '<time datetime="2026-11-21" title="21._november_2026">i går</time>'
    )


def test_a_foreign_number_nobody_can_read_is_shown_as_it_is(show):
    assert show("telefon", "+0") == "+0"


def test_a_name_somebody_wrote_is_shown_as_text(app):
    """The control: `_()` on a value in a template is taken for markup, and a % in it for a place to fill."""
    evil, render = "50 % <b>stilling</b>", app.jinja_env.from_string
    with app.test_request_context("/"):
        assert render("{{ x|oversatt }}").render(x=evil) == "50 % &lt;b&gt;stilling&lt;/b&gt;"
        assert render("{{ x|oversatt }}{{ ''|oversatt }}{{ none|oversatt }}").render(x="Aktiv") == "Aktiv"
        assert render("{{ _(x) }}").render(x="<b>stilling</b>") == "<b>stilling</b>"
        with pytest.raises(ValueError, match="format"):
            render("{{ _(x) }}").render(x=evil)
