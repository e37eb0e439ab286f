"""How long a text is as the network counts it, which numbers get one, whose name it bears, and when it rests."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.messaging.sms import (
    GSM7,
    GSM7_EXTRA,
    Lengde,
    can_receive,
    measure,
    parse_mobil,
    quiet_s,
    sender_name,
    sms_number,
    too_long,
)
from portal.web.parse import BadInput


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Lengde(0, 0, True)),
        ("a", Lengde(1, 1, True)),
        ("æøåÆØÅ", Lengde(6, 1, True)),
        ("a" * 160, Lengde(160, 1, True)),
        ("a" * 161, Lengde(161, 2, True)),
        ("a" * 306, Lengde(306, 2, True)),
        ("a" * 307, Lengde(307, 3, True)),
        ("€" * 80, Lengde(160, 1, True)),
        # 152 signs, and then one of two places that does not fit in the first part.
        ("a" * 152 + "€" + "a" * 152, Lengde(306, 3, True)),
        ("a" * 151 + "€" + "a" * 153, Lengde(306, 2, True)),
        ("č", Lengde(1, 1, False)),
        ("«" + "a" * 69, Lengde(70, 1, False)),
        ("«" + "a" * 70, Lengde(71, 2, False)),
        ("š" * 134, Lengde(134, 2, False)),
        ("š" * 135, Lengde(135, 3, False)),
        ("🙂" * 35, Lengde(70, 1, False)),
        ("🙂" * 36, Lengde(72, 2, False)),
        ("a\r\nb", Lengde(3, 1, True)),
    ],
)
def test_places_and_parts(text: str, length: Lengde) -> None:
    assert measure(text) == length


def test_the_alphabet_is_the_whole_of_it() -> None:
    assert len(GSM7) == len(set(GSM7)) == 127  # 128 with the escape
    assert not set(GSM7) & set(GSM7_EXTRA)


def test_six_parts_are_the_most() -> None:
    assert [too_long("a" * n) for n in (918, 919)] == [False, True]
    assert [too_long("š" * n) for n in (402, 403)] == [False, True]


@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("+4741234567", True),
        ("+4790012345", True),
        ("+4759902001", True),
        ("+46701234567", True),
        ("+12025550123", True),
        ("+4722836000", False),
        ("+4755900100", False),
        ("+4680012345", False),
        ("+4681234567", False),
        ("+4780012345", False),
        ("02770", False),
        ("", False),
        ("+", False),
    ],
)
def test_a_fixed_line_gets_none(number: str, may: bool) -> None:
    assert can_receive(number) is may


def test_what_people_type_becomes_a_number_or_a_sentence() -> None:
    assert parse_mobil("mob. 412 34 567") == "+4741234567"
    with pytest.raises(BadInput, match="kan ikke ta imot SMS"):
        parse_mobil("22 83 60 00")
    with pytest.raises(BadInput, match="ikke et telefonnummer"):
        parse_mobil("hallo")


def test_the_first_number_that_can_is_chosen() -> None:
    assert sms_number("+4722836000", "+4741234567") == "+4741234567"
    assert sms_number("+4790012345", "+4741234567") == "+4790012345"
    assert sms_number("", "+4722836000") == ""


@pytest.mark.parametrize(
    ("navn", "sender"),
    [
        ("Nordvik Bemanning AS", "Nordvik"),
        ("Solvik AS", "Solvik AS"),
        ("Bærøy Åker", "Baeroy Aker"),
        ("Vikarbyråetmitt AS", "Vikarbyraet"),
        ("A/S Øst", "A S Ost"),
    ],
)
def test_the_agencys_name_as_a_sender(navn: str, sender: str) -> None:
    assert sender_name(navn) == sender
    assert len(sender) <= 11


@pytest.mark.parametrize(
    ("utc", "hours"),
    [
        ("2026-11-19 06:59:59", 1 / 3600),
        ("2026-11-19 07:00:00", 0),
        ("2026-11-19 12:00:00", 0),
        ("2026-11-19 19:59:59", 0),
        ("2026-11-19 20:00:00", 11),
        ("2026-11-19 23:30:00", 7.5),
        ("2026-06-19 19:00:00", 11),
        # The night of 28 March 2027 is an hour shorter, the one of 25 October 2026 an hour longer.
        ("2027-03-27 20:00:00", 10),
        ("2026-10-24 19:00:00", 12),
    ],
)
def test_the_night_is_nine_in_the_evening_to_eight(utc: str, hours: float) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert quiet_s(moment) == round(hours * 3600)
    assert quiet_s(moment + timedelta(seconds=quiet_s(moment))) == 0
