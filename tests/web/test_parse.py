"""Tables of what people type, and what must be refused: each table has both sides."""

import datetime as dt

import pytest

from portal.web import parse
from tests.web.bad_input import refused

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "oere"),
    [
        ("1 234,50", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1234.5", 123450),
        ("1234,5", 123450),
        ("1234", 123400),
        ("kr 1 234,-", 123400),
        ("1 234,-", 123400),
        ("1234.-", 123400),
        ("1 234,–", 123400),
        ("NOK 99", 9900),
        ("99 kr", 9900),
        ("99kr", 9900),
        ("99 kroner", 9900),
        ("−50", -5000),
        ("-50", -5000),
        ("–50", -5000),
        ("kr -50,25", -5025),
        ("-kr 50", -5000),
        ("1\u00a0234\u202f567,89", 123456789),
        ("109\u00a0062,50\u00a0kr", 10906250),
        ("1.234.567", 123456700),
        ("1'234.50", 123450),
        (",50", 50),
        ("0", 0),
        ("0,05", 5),
        ("  7  ", 700),
    ],
)
def test_amounts_become_oere(text, oere):
    assert parse.parse_beloep(text) == oere


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "kr",
        "-",
        ",",
        ".",
        "1,2,3",
        "12 34",
        "1 2345",
        "1.23.456",
        "1,234",
        "1.234",
        "12.345",
        "1,2345",
        "0,001",
        "0.125,00",
        "1.234.56",
        "1 234.567,00",
        "1e5",
        "٣",
        "5²",
        "1--",
        "99999999999999",
        "12,50 USD",
        "1\x002",
        "50-",
        "--5",
        "1_000",
        "kr kr",
    ],
)
def test_amounts_that_are_no_amount_or_two_are_refused(text):
    refused(parse.parse_beloep, text)


def test_an_ambiguous_amount_names_both_readings():
    sentence = refused(parse.parse_beloep, "1.234")
    assert "1234" in sentence
    assert "1,23" in sentence


@pytest.mark.parametrize(
    ("text", "bp"),
    [
        ("25", 2500),
        ("25 %", 2500),
        ("14,1", 1410),
        ("14.1%", 1410),
        ("12,25 pst.", 1225),
        ("−3 prosent", -300),
        ("0", 0),
    ],
)
def test_percent_becomes_basis_points(text, bp):
    assert parse.parse_prosent(text) == bp


@pytest.mark.parametrize("text", ["", "%", "1,125", "abc %", "100001"])
def test_percent_that_is_none_is_refused(text):
    refused(parse.parse_prosent, text)


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("1 234", 1234), ("−3", -3), ("007", 7)])
def test_whole_numbers(text, value):
    assert parse.parse_heltall(text) == value


@pytest.mark.parametrize("text", ["", "1,5", "1.5", "12 34", "tolv", "99999999999"])
def test_what_is_not_whole_is_refused(text):
    refused(parse.parse_heltall, text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7:30", 450),
        ("7,5", 450),
        ("7t30", 450),
        ("7t30m", 450),
        ("450m", 450),
        ("450 min", 450),
        ("7 t 30 min", 450),
        ("7 timer og 30 minutter", 450),
        ("7.5", 450),
        ("7", 420),
        ("7t", 420),
        ("7,5 t", 450),
        ("7,5 timer", 450),
        ("7½", 450),
        ("½", 30),
        ("½ time", 30),
        (",5", 30),
        ("0:00", 0),
        ("0", 0),
        (":30", 30),
        ("7,33", 440),
        ("7,67", 460),
        ("7,25", 435),
        ("7.75", 465),
        ("7.00", 420),
        ("162,5", 9750),
        ("-1:00", -60),
        ("−1,5", -90),
        ("7T30", 450),
        ("7h30", 450),
        ("1:00", 60),
    ],
)
def test_durations_become_minutes(text, minutes):
    assert parse.parse_varighet(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "7:5",
        "7:60",
        "7:300",
        "1:30:00",
        "7,555",
        "7.25",
        "7.50",
        "0730",
        ".",
        "t",
        "m",
        "-",
        "7 30",
        "999999999",
    ],
)
def test_durations_that_are_none_or_two_are_refused(text):
    refused(parse.parse_varighet, text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("7", dt.time(7)),
        ("07", dt.time(7)),
        ("0730", dt.time(7, 30)),
        ("730", dt.time(7, 30)),
        ("7.30", dt.time(7, 30)),
        ("7:30", dt.time(7, 30)),
        ("7,30", dt.time(7, 30)),
        ("kl 7", dt.time(7)),
        ("kl. 07.30", dt.time(7, 30)),
        ("23:59", dt.time(23, 59)),
        ("0", dt.time(0)),
        ("00:00", dt.time(0)),
        ("07:30:00", dt.time(7, 30)),
    ],
)
def test_times_of_day(text, time):
    assert parse.parse_klokkeslett(text) == time


@pytest.mark.parametrize(
    "text", ["", "24:00", "24", "25", "7:60", "075", "7:5", "7.5", "-7", "12345", "syv", "07:30:15"]
)
def test_times_that_are_none_are_refused(text):
    refused(parse.parse_klokkeslett, text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("191126", dt.date(2026, 11, 19)),
        ("19112026", dt.date(2026, 11, 19)),
        ("19.11", dt.date(2026, 11, 19)),
        ("19.11.", dt.date(2026, 11, 19)),
        ("1911", dt.date(2026, 11, 19)),
        ("19.11.26", dt.date(2026, 11, 19)),
        ("19.11.2026", dt.date(2026, 11, 19)),
        ("19/11-2026", dt.date(2026, 11, 19)),
        ("19/11", dt.date(2026, 11, 19)),
        ("19/11/2026", dt.date(2026, 11, 19)),
        ("19-11-2026", dt.date(2026, 11, 19)),
        ("19 11 2026", dt.date(2026, 11, 19)),
        ("2026-11-19", dt.date(2026, 11, 19)),
        ("20261119", dt.date(2026, 11, 19)),
        ("20121112", dt.date(2012, 11, 12)),
        ("20111930", dt.date(1930, 11, 20)),
        ("19. november 2026", dt.date(2026, 11, 19)),
        ("19. nov.", dt.date(2026, 11, 19)),
        ("19 Nov 2026", dt.date(2026, 11, 19)),
        ("1. mai 27", dt.date(2027, 5, 1)),
        ("+14", dt.date(2026, 12, 5)),
        ("-1", dt.date(2026, 11, 20)),
        ("−1", dt.date(2026, 11, 20)),
        ("+2u", dt.date(2026, 12, 5)),
        ("+2 uker", dt.date(2026, 12, 5)),
        ("i dag", TODAY),
        ("I DAG", TODAY),
        ("idag", TODAY),
        ("i morgen", dt.date(2026, 11, 22)),
        ("i morgon", dt.date(2026, 11, 22)),
        ("tomorrow", dt.date(2026, 11, 22)),
        ("i går", dt.date(2026, 11, 20)),
        ("12.03.85", dt.date(1985, 3, 12)),
        ("29.02.2028", dt.date(2028, 2, 29)),
    ],
)
def test_dates(text, date):
    assert parse.parse_dato(text, today=TODAY) == date


def test_a_date_without_year_is_the_nearest_one():
    assert parse.parse_dato("5.1", today=dt.date(2026, 12, 28)) == dt.date(2027, 1, 5)
    assert parse.parse_dato("28.12", today=dt.date(2027, 1, 5)) == dt.date(2026, 12, 28)
    assert parse.parse_dato("29.2", today=TODAY) == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "31.11.2026",
        "29.02.2026",
        "0.11",
        "19.13",
        "32.1",
        "19.11.126",
        "2026",
        "19",
        "2026-13-01",
        "i fjor",
        "19. foo",
        "1.1.1799",
        "30.2",
        "+",
        "++3",
        "19.11.2026 10:00",
    ],
)
def test_dates_that_do_not_exist_are_refused(text):
    refused(parse.parse_dato, text, today=TODAY)


def test_text_is_tidied_and_bounded():
    assert parse.parse_tekst("  Fjordtre \t AS\n", max_length=20) == "Fjordtre AS"
    assert parse.parse_tekst("a\u030angstro\u0308m", max_length=9) == "ångström"
    assert parse.parse_tekst(" en\r\nto\rtre ", max_length=20, multiline=True) == "en\nto\ntre"
    assert parse.parse_tekst("ab\u202ecd", max_length=20) == "abcd"
    assert parse.parse_tekst("x" * 20, max_length=20) == "x" * 20
    sentence = refused(parse.parse_tekst, "x" * 21, max_length=20)
    assert "21" in sentence
    assert "20" in sentence


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "a\x07b", "a\x1bb", "a\ud800b"])
def test_text_that_cannot_be_stored_is_refused(text):
    refused(parse.parse_tekst, text, max_length=20)
    refused(parse.parse_tekst, text, max_length=20, multiline=True)


def test_what_is_too_much_is_refused():
    assert parse.parse_varighet("100000:00") == 6_000_000
    assert "stort" in refused(parse.parse_varighet, "100000:01")
    assert parse.parse_url("https://fjordtre.example/" + "a" * 1900)
    assert "lang" in refused(parse.parse_url, "https://fjordtre.example/" + "a" * 2000)
