"""Numbers and addresses that name somebody, as people type them, and what must be refused."""

import datetime as dt

import pytest

from portal.web import parse
from tests.web.bad_input import refused

TODAY = dt.date(2026, 11, 21)


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
