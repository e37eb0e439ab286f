"""Tables of what people type, and what must be refused: each table has both sides."""

import datetime as dt

import pytest

from portal.web import parse
from portal.web.parse import BadInput

TODAY = dt.date(2026, 11, 21)


def refused(function, text, **more):
    with pytest.raises(BadInput) as caught:
        function(text, **more)
    sentence = str(caught.value.sentence)
    assert sentence.endswith((".", "!"))
    assert "%(" not in sentence
    return sentence


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


@pytest.mark.parametrize(
    "text",
    [
        "974760673",
        "974 760 673",
        "NO 974 760 673 MVA",
        "no974760673mva",
        "974\u00a0760\u00a0673",
        "974.760.673",
    ],
)
def test_orgnr_in_any_dress(text):
    assert parse.parse_orgnr(text) == "974760673"


@pytest.mark.parametrize(
    "text", ["974760674", "97476067", "9747606733", "abcdefghi", "", "000000000", "974760673 AS"]
)
def test_orgnr_that_fails_is_refused(text):
    refused(parse.parse_orgnr, text)


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("12345678903", "12345678903"),
        ("1234.56.78903", "12345678903"),
        ("1234 56 78903", "12345678903"),
        ("NO93 8601 1117 947", "86011117947"),
    ],
)
def test_kontonummer(text, account):
    assert parse.parse_kontonummer(text) == account


@pytest.mark.parametrize(
    "text", ["12345678904", "1234567890", "00004090403", "00000000000", "NO94 8601 1117 947", "x"]
)
def test_kontonummer_that_fails_is_refused(text):
    refused(parse.parse_kontonummer, text)


def _fnr(head: str) -> str | None:
    """The number with these nine digits in front; None when a check digit would be ten."""
    first = (11 - sum(w * int(n) for w, n in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), head, strict=True)) % 11) % 11
    ten = f"{head}{first}"
    if first == 10:
        return None
    second = (
        11 - sum(w * int(n) for w, n in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), ten, strict=True)) % 11
    ) % 11
    return None if second == 10 else f"{ten}{second}"


def _first_fnr(date: str, individual: int) -> str:
    return next(n for i in range(individual, individual + 90) if (n := _fnr(f"{date}{i:03}")))


@pytest.mark.parametrize(
    ("head", "individual", "born", "d_nummer"),
    [
        ("019190", 100, dt.date(1990, 11, 1), False),  # Skatteetaten: month + 80
        ("419190", 100, dt.date(1990, 11, 1), True),  # the same with a D-number
        ("015190", 100, dt.date(1990, 11, 1), False),  # NAV: month + 40
        ("018105", 600, dt.date(2005, 1, 1), False),
        ("298200", 500, dt.date(2000, 2, 29), False),
        ("018154", 500, dt.date(1854, 1, 1), False),
        ("018140", 900, dt.date(1940, 1, 1), False),
    ],
)
def test_synthetic_numbers_and_their_birth_date(head, individual, born, d_nummer):
    number = _first_fnr(head, individual)
    assert parse.parse_fodselsnummer(f"{number[:6]} {number[6:]}") == number
    assert parse.foedselsdato(number) == born
    assert parse.is_d_nummer(number) is d_nummer
    assert parse.is_synthetic(number)


def test_a_fodselsnummer_with_any_digit_changed_is_refused():
    number = _first_fnr("019190", 100)
    for place in range(11):
        for digit in "0123456789":
            if digit != number[place]:
                refused(parse.parse_fodselsnummer, number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "1", "abcdefghijk", _first_fnr("319190", 100), _first_fnr("018145", 600)]
)
def test_numbers_without_a_possible_date_are_refused(text):
    refused(parse.parse_fodselsnummer, text)


def test_nobody_is_born_tomorrow():
    number = _first_fnr("229126", 500)  # 22.11.2026
    refused(parse.parse_fodselsnummer, number, today=TODAY)
    assert parse.parse_fodselsnummer(number, today=dt.date(2026, 11, 22)) == number


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("412 34 567", "+4741234567"),
        ("41234567", "+4741234567"),
        ("+47 412 34 567", "+4741234567"),
        ("0047 41234567", "+4741234567"),
        ("22 83 60 00", "+4722836000"),
        ("599 01 234", "+4759901234"),
        ("Tlf. 41 23 45 67", "+4741234567"),
        ("02345", "02345"),
        ("+47 02345", "02345"),
        ("116 117", "116117"),
        ("110", "110"),
        ("tlf 55 90 12 34", "+4755901234"),
        ("47 55 90 12 34", "+4755901234"),
        ("+46 8 123 456 78", "+46812345678"),
        ("412\u00a034\u00a0567", "+4741234567"),
    ],
)
def test_phone_numbers_become_e164(text, e164):
    assert parse.parse_telefon(text) == e164


@pytest.mark.parametrize(
    "text", ["", "12", "1234567", "412345678901", "ring meg", "800 VIKAR", "+999 12345678", "41234567 x 12"]
)
def test_phone_numbers_that_cannot_be_are_refused(text):
    refused(parse.parse_telefon, text)


@pytest.mark.parametrize(
    ("text", "postnr"), [("0155", "0155"), (" 5003 ", "5003"), ("NO-0155", "0155"), ("N-5003", "5003")]
)
def test_postnr_is_four_digits_as_text(text, postnr):
    assert parse.parse_postnr(text) == postnr


@pytest.mark.parametrize("text", ["", "155", "01555", "O155", "٠١٥٥"])
def test_postnr_of_another_length_is_refused(text):
    refused(parse.parse_postnr, text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("terje@fjordtre.example", "terje@fjordtre.example"),
        (" Terje@FjordTre.Example ", "Terje@fjordtre.example"),
        ("mailto:siv@fjordtre.example", "siv@fjordtre.example"),
        ("Siv <siv@fjordtre.example>", "siv@fjordtre.example"),
        ("a.b+c@d-e.example", "a.b+c@d-e.example"),
        ("post@blåbær.example", "post@blåbær.example"),
    ],
)
def test_epost(text, address):
    assert parse.parse_epost(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "terje",
        "terje@",
        "@fjordtre.example",
        "a@b",
        "a b@c.example",
        "a@b.example\nBcc: x@y.example",
        "a@@b.example",
        "a@b..example",
        "a@-b.example",
        "a@b-.example",
        ".a@b.example",
        "a.@b.example",
        "a@b.example, c@d.example",
        "x" * 65 + "@b.example",
        "å@b.example",
        "a@1.2.3.4",
    ],
)
def test_epost_that_is_none_is_refused(text):
    refused(parse.parse_epost, text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("www.fjordtre.example", "https://www.fjordtre.example"),
        ("http://Fjordtre.example/", "http://fjordtre.example"),
        ("https://fjordtre.example/om?x=1#y", "https://fjordtre.example/om?x=1#y"),
        ("fjordtre.example:8080/a", "https://fjordtre.example:8080/a"),
    ],
)
def test_urls(text, url):
    assert parse.parse_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "javascript://fjordtre.example/%0aalert(1)",
        "ftp://a.example",
        "fjordtre",
        "https://",
        "https://a b.example",
        "https://bruker:pw@a.example",
        "https://a.example:99999",
        "data:text/html,x",
        'https://a.example/"x',
    ],
)
def test_urls_that_are_none_or_unsafe_are_refused(text):
    refused(parse.parse_url, text)


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
