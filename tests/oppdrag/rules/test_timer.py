"""Days of a timesheet: durations in UTC, the week as planned, what cannot be right."""

from datetime import date, time

import pytest

from portal.oppdrag.rules.arbeidstid import Vakt
from portal.oppdrag.rules.timer import (
    Dag,
    ahead,
    clock_minutes,
    differs,
    faults,
    measure,
    monday_of,
    prefill,
    propose_overtime,
)

MONDAY = date(2026, 11, 16)
PLAN = {day: Vakt(time(7), time(15), 30) for day in range(1, 6)}


@pytest.mark.parametrize(
    ("dag", "start", "slutt", "minutter"),
    [
        (date(2026, 11, 16), time(7), time(15), 480),
        (date(2026, 11, 16), time(22), time(6), 480),
        (date(2026, 10, 24), time(22), time(6), 540),  # the clock goes back: 25 hours that night
        (date(2026, 3, 28), time(22), time(6), 420),  # the clock goes forward
        (date(2026, 12, 31), time(22), time(6), 480),  # over the year and ISO week 53
        (date(2026, 11, 16), time(7), time(7), 1440),
    ],
)
def test_time_is_measured_in_utc(dag, start, slutt, minutter):
    assert clock_minutes(dag, start, slutt) == minutter


def test_the_week_is_prefilled_from_the_plan_and_cut_to_the_oppdrag():
    days = prefill(PLAN, fra=date(2026, 11, 18), til=date(2026, 11, 22))
    assert [day.minutter for day in days] == [450, 450, 450, 0, 0]
    assert days[0].start == time(7)
    assert days[3].start is None


def test_what_the_clock_says_wins_over_what_was_sent():
    assert measure(Dag(MONDAY, time(7), time(17, 30), 30, minutter=5)).minutter == 600
    assert measure(Dag(MONDAY, minutter=120)).minutter == 120


@pytest.mark.parametrize(("minutter", "etter", "overtid"), [(600, 480, 120), (480, 480, 0), (600, 540, 60)])
def test_overtime_is_proposed_beyond_the_limit(minutter, etter, overtid):
    assert propose_overtime(minutter, etter_min=etter) == overtid


@pytest.mark.parametrize(
    ("dag", "code"),
    [
        (Dag(date(2026, 11, 30), time(7), time(15), 30, 450), "utenfor"),
        (Dag(MONDAY, time(7), None, 0, 0), "klokke"),
        (Dag(MONDAY, time(7), time(8), 90, -30), "pause"),
        (Dag(MONDAY, time(7), time(6), 0, 1380), "lang"),
        (Dag(MONDAY, time(7), time(15), 30, 450, overtid_min=500), "overtid"),
    ],
)
def test_a_day_that_cannot_be_right_is_named(dag, code):
    assert faults([dag], fra=MONDAY, til=date(2026, 11, 22)) == {dag.dato: code}


def test_a_day_may_not_begin_before_the_night_shift_ends():
    night = measure(Dag(MONDAY, time(22), time(7), 30))
    early = measure(Dag(date(2026, 11, 17), time(6), time(14), 30))
    late = measure(Dag(date(2026, 11, 17), time(15), time(23), 30))
    assert faults([night, early], fra=MONDAY, til=date(2026, 11, 22)) == {early.dato: "overlapp"}
    assert faults([night, late], fra=MONDAY, til=date(2026, 11, 22)) == {}


def test_what_differs_from_the_plan_is_what_an_approver_should_see():
    plan = prefill(PLAN, fra=MONDAY, til=date(2026, 11, 22))
    said = {day.dato: day.minutter for day in plan} | {date(2026, 11, 19): 600}
    assert differs(said, plan) == [date(2026, 11, 19)]
    assert differs({}, plan[:1]) == [MONDAY]


def test_a_week_begins_on_monday():
    assert monday_of(date(2026, 11, 22)) == MONDAY


def test_days_ahead_are_those_with_hours_after_today():
    minutes = {MONDAY: 450, date(2026, 11, 17): 450, date(2026, 11, 18): 0, date(2026, 11, 19): 300}
    assert ahead(minutes, i_dag=MONDAY) == [date(2026, 11, 17), date(2026, 11, 19)]
    assert ahead(minutes, i_dag=date(2026, 11, 19)) == []
