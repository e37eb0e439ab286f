"""The week: which days, where things stand, and what stands side by side."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from portal.db.clock import OSLO
from portal.kundekort.dagbok.week import LANES, QUARTERS, lay_out, read_week

THURSDAY = date(2026, 11, 19)


@dataclass(frozen=True)
class Rad:
    tid: datetime
    varighet_min: int = 60
    ikon: str = "phone"
    frist_dato: date | None = None


def at(hour: int, minute: int = 0, minutes: int = 60, day: int = 19) -> Rad:
    return Rad(datetime(2026, 11, day, hour, minute, tzinfo=OSLO).astimezone(UTC), minutes)


def placed(*rows: Rad) -> list[tuple[int, int, int, int]]:
    days = lay_out(read_week(None, today=THURSDAY), rows)
    return [(p.start, p.lengde, p.felt, p.felter) for p in days[3].aktiviteter]


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W47", date(2026, 11, 16)),
        ("2026-W53", date(2026, 12, 28)),
        (None, date(2026, 11, 16)),
        ("2026-W54", date(2026, 11, 16)),
        ("x", date(2026, 11, 16)),
        ("9999-W01", date(2026, 11, 16)),
        ("２０２６-W47", date(2026, 11, 16)),
    ],
)
def test_the_week_is_read_or_it_is_this_one(text, monday) -> None:
    assert read_week(text, today=THURSDAY).mandag == monday


def test_the_mark_leads_back() -> None:
    for monday in (date(2026, 12, 28), date(2027, 1, 4), date(2020, 12, 28)):
        uke = read_week(None, today=monday)
        assert read_week(uke.mark, today=THURSDAY) == uke


@pytest.mark.parametrize(
    ("today", "hours"), [(THURSDAY, 168), (date(2026, 10, 25), 169), (date(2026, 3, 29), 167)]
)
def test_a_week_with_a_change_of_clock_has_its_own_length(today, hours) -> None:
    fra, til = read_week(None, today=today).bounds()
    assert (til.astimezone(UTC) - fra.astimezone(UTC)).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("rad", "place"),
    [
        (at(7), (0, 4)),
        (at(10, 30, 30), (14, 2)),
        (at(12, 0, 0), (20, 2)),
        (at(9, 10, 20), (8, 2)),
        (at(5, 0, 60), (0, 4)),
        (at(22, 0, 60), (QUARTERS - 2, 2)),
        (at(17, 0, 240), (40, 4)),
    ],
    ids=["first hour", "half past ten", "no length", "odd minutes", "before dawn", "late", "over the edge"],
)
def test_an_activity_stands_where_its_time_is_and_never_outside(rad, place) -> None:
    ((start, lengde, felt, felter),) = placed(rad)
    assert (start, lengde) == place
    assert (felt, felter) == (0, 1)


def test_overlapping_ones_stand_side_by_side_and_the_next_is_alone() -> None:
    assert placed(at(9), at(9, 15, 75), at(12)) == [(8, 4, 0, 2), (9, 5, 1, 2), (20, 4, 0, 1)]


def test_a_free_lane_is_used_again() -> None:
    assert [p[2] for p in placed(at(9, 0, 120), at(9, 0, 60), at(10, 0, 60))] == [0, 1, 1]


def test_many_at_once_never_leave_the_classes_there_are() -> None:
    everything = placed(*[at(9) for _ in range(9)])
    assert max(p[2] for p in everything) == LANES - 1
    assert {p[3] for p in everything} == {LANES}


def test_a_day_is_oslos_and_deadlines_stand_on_theirs() -> None:
    late = Rad(datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    task = Rad(late.tid, frist_dato=date(2026, 11, 20))
    days = lay_out(read_week(None, today=THURSDAY), [late], [task])
    assert [len(day.aktiviteter) for day in days] == [0, 0, 0, 1, 0, 0, 0]
    assert [len(day.frister) for day in days] == [0, 0, 0, 0, 1, 0, 0]
