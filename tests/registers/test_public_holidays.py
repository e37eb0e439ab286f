"""Holidays against the table of the domain paper (norge.md §3.2)."""

from datetime import date

import pytest

from portal.registers.public_holidays import (
    get_helligdag,
    is_arbeidsdag,
    is_helligdag,
    list_helligdager,
    next_arbeidsdag,
)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, ["04-02", "04-03", "04-06", "05-14", "05-25"]),
        (2027, ["03-25", "03-26", "03-29", "05-06", "05-17"]),
        (2028, ["04-13", "04-14", "04-17", "05-25", "06-05"]),
    ],
)
def test_the_moving_days(year, days):
    names = ["Skjærtorsdag", "Langfredag", "Andre påskedag", "Kristi himmelfartsdag", "Andre pinsedag"]
    for day, name in zip(days, names, strict=True):
        assert name in get_helligdag(date.fromisoformat(f"{year}-{day}"))


def test_the_fixed_days_and_the_count():
    for day in ("01-01", "05-01", "05-17", "12-25", "12-26"):
        assert is_helligdag(date.fromisoformat(f"2026-{day}"))
    assert len(list_helligdager(2026)) == 12
    # two on one day
    assert len(list_helligdager(2027)) == 11
    assert get_helligdag(date(2027, 5, 17)) == "Andre pinsedag · Grunnlovsdagen"


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-31", "2026-11-22", "2026-04-04"])
def test_eves_and_ordinary_sundays_are_no_holidays(day):
    assert not is_helligdag(date.fromisoformat(day))
    assert get_helligdag(date.fromisoformat(day)) == ""


def test_working_days():
    assert is_arbeidsdag(date(2026, 11, 20))
    assert not is_arbeidsdag(date(2026, 11, 21))
    assert not is_arbeidsdag(date(2026, 12, 25))
    assert next_arbeidsdag(date(2026, 4, 1)) == date(2026, 4, 1)
    assert next_arbeidsdag(date(2026, 4, 2)) == date(2026, 4, 7)
    assert next_arbeidsdag(date(2026, 12, 25)) == date(2026, 12, 28)
