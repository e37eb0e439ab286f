"""Weekly plans: sums, overlap and rest, also over midnight and the change to summer time."""

from datetime import date, time

import pytest

from portal.oppdrag.rules.arbeidstid import (
    BadPlan,
    Periode,
    Vakt,
    heaviest_week,
    period_minutes,
    read_plan,
    tightest,
    week_minutes,
    write_plan,
)

DAY = Vakt(time(7), time(15), 30)
EVENING = Vakt(time(15), time(23), 30)
NIGHT = Vakt(time(22), time(6), 30)
MONDAY = date(2026, 11, 23)


def weekdays(vakt):
    return dict.fromkeys(range(1, 6), vakt)


def test_a_plan_survives_being_stored():
    plan = {5: NIGHT, 1: DAY}
    assert read_plan(write_plan(plan)) == plan
    assert list(write_plan(plan)) == ["1", "5"]


@pytest.mark.parametrize(
    "stored",
    [
        {"8": {"start": "07:00", "slutt": "15:00"}},
        {"0": {"start": "07:00", "slutt": "15:00"}},
        {"1": {"start": "07:00"}},
        {"1": {"start": "7", "slutt": "25:00"}},
        {"1": {"start": "07:00", "slutt": "08:00", "pause_min": 60}},
        {"1": {"start": "07:00", "slutt": "08:00", "pause_min": -1}},
        {"man": {"start": "07:00", "slutt": "15:00"}},
        {"1": None},
    ],
)
def test_a_broken_plan_is_refused(stored):
    with pytest.raises(BadPlan):
        read_plan(stored)


def test_weeks_and_periods_are_summed_without_the_break():
    assert week_minutes(weekdays(DAY)) == 5 * 450
    assert NIGHT.minutter == 450
    assert period_minutes(Periode(weekdays(DAY), MONDAY, date(2026, 12, 18))) == 20 * 450
    assert period_minutes(Periode(weekdays(DAY), MONDAY, date(2026, 12, 1))) == 7 * 450
    assert period_minutes(Periode(weekdays(DAY), MONDAY, None)) is None


@pytest.mark.parametrize(
    ("mine", "other", "minutes"),
    [
        (DAY, DAY, -480),
        (DAY, EVENING, 0),
        (NIGHT, DAY, 60),
        (NIGHT, Vakt(time(5), time(13)), -60),
        (DAY, Vakt(time(14, 59), time(20)), -1),
    ],
)
def test_the_least_time_between_two_plans(mine, other, minutes):
    a, b = Periode(weekdays(mine), MONDAY, None), Periode(weekdays(other), MONDAY, None)
    assert tightest(a, b).hvile_min == minutes
    assert tightest(b, a).hvile_min == minutes


def test_periods_far_apart_do_not_meet_and_other_weekdays_are_far():
    a = Periode({1: DAY}, MONDAY, date(2026, 12, 18))
    assert tightest(a, Periode({1: DAY}, date(2027, 1, 4), None)) is None
    assert tightest(a, Periode({4: DAY}, MONDAY, None)).hvile_min > 24 * 60


def test_the_night_before_a_period_counts_towards_rest():
    night = Periode({7: NIGHT}, date(2026, 11, 1), date(2026, 11, 22))
    day = Periode({1: DAY}, MONDAY, None)
    found = tightest(night, day)
    assert (found.hvile_min, found.dag) == (60, MONDAY)


def test_an_overlap_that_starts_late_in_a_long_period_is_found():
    long = Periode({3: DAY}, date(2026, 1, 1), None)
    short = Periode({3: EVENING, 6: DAY}, date(2026, 11, 26), date(2026, 12, 31))
    assert tightest(long, short).dag == date(2026, 12, 2)
    assert tightest(long, short).hvile_min == 0


def test_a_shift_over_the_change_to_winter_time_is_an_hour_longer():
    """25 October 2026, 22–06: nine hours pass, so the rest before 07:00 is still one hour."""
    night = Periode({6: NIGHT}, date(2026, 10, 24), date(2026, 10, 24))
    (_day, start, end), *_rest = night.shifts(date(2026, 10, 24), 1)
    assert (end - start).total_seconds() == 9 * 3600
    morning = Periode({7: DAY}, date(2026, 10, 25), date(2026, 10, 25))
    assert tightest(night, morning).hvile_min == 60


def test_the_heaviest_week_counts_all_oppdrag():
    full = Periode(weekdays(DAY), MONDAY, date(2026, 12, 31))
    extra = Periode({6: Vakt(time(10), time(14))}, date(2026, 12, 7), date(2026, 12, 13))
    assert heaviest_week([full, extra], first=full.fra, last=full.til) == (date(2026, 12, 7), 5 * 450 + 240)
    assert heaviest_week([full], first=full.fra, last=full.til)[1] == 5 * 450
