"""Weekly plans of working hours: reading, sums, overlap and rest between two of them.

A plan is `{ISO weekday: {"start": "07:00", "slutt": "15:00", "pause_min": 30}}`. An end at or before the start is
on the next day. Clock times are Oslo's; what is measured between shifts is measured in UTC.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portal.db.clock import OSLO

DAY_MIN = 24 * 60
#: Plans repeat every week, so the first days of what two periods share tell all there is to tell.
COMPARED_DAYS = 15


class BadPlan(ValueError):
    """The stored plan cannot be read. A bug or an edited row, never a person's input."""


@dataclass(frozen=True)
class Vakt:
    """One day's shift."""

    start: time
    slutt: time
    pause_min: int = 0

    @property
    def brutto_min(self) -> int:
        """From start to end by the clock, break included."""
        span = (self.slutt.hour - self.start.hour) * 60 + self.slutt.minute - self.start.minute
        return span if span > 0 else span + DAY_MIN

    @property
    def minutter(self) -> int:
        return max(0, self.brutto_min - self.pause_min)


Plan = Mapping[int, Vakt]


@dataclass(frozen=True)
class Periode:
    """A plan between two days, both inclusive; `til` None is open-ended."""

    plan: Plan
    fra: date
    til: date | None

    def covers(self, day: date) -> bool:
        return self.fra <= day and (self.til is None or day <= self.til)

    def shifts(self, first: date, days: int) -> Iterator[tuple[date, datetime, datetime]]:
        """(day, start, end) in UTC of each shift that begins on `first` or the `days - 1` days after."""
        for step in range(days):
            day = first + timedelta(days=step)
            vakt = self.plan.get(day.isoweekday())
            if vakt is not None and self.covers(day):
                start = datetime.combine(day, vakt.start, OSLO).astimezone(UTC)
                ends = day if vakt.slutt > vakt.start else day + timedelta(days=1)
                yield day, start, datetime.combine(ends, vakt.slutt, OSLO).astimezone(UTC)


def read_plan(stored: Mapping[str, Any] | None) -> dict[int, Vakt]:
    """The stored JSON as shifts. Raises BadPlan."""
    plan: dict[int, Vakt] = {}
    for key, value in (stored or {}).items():
        try:
            day = int(key)
            vakt = Vakt(
                time.fromisoformat(value["start"]),
                time.fromisoformat(value["slutt"]),
                int(value.get("pause_min", 0)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadPlan(f"{key}: {value!r}") from error
        if not 1 <= day <= 7 or not 0 <= vakt.pause_min < vakt.brutto_min:
            raise BadPlan(f"{key}: {value!r}")
        plan[day] = vakt
    return dict(sorted(plan.items()))


def write_plan(plan: Plan) -> dict[str, Any]:
    """The JSON that is stored."""
    return {
        str(day): {"start": f"{v.start:%H:%M}", "slutt": f"{v.slutt:%H:%M}", "pause_min": v.pause_min}
        for day, v in sorted(plan.items())
    }


def week_minutes(plan: Plan) -> int:
    """Paid minutes of one week."""
    return sum(vakt.minutter for vakt in plan.values())


def count_workdays(periode: Periode) -> int | None:
    """Days with a shift in the period; None when it has no end. Public holidays are counted as ordinary days."""
    if periode.til is None:
        return None
    days = (periode.til - periode.fra).days + 1
    whole, rest = divmod(max(0, days), 7)
    tail = (periode.fra + timedelta(days=step) for step in range(rest))
    return whole * len(periode.plan) + sum(day.isoweekday() in periode.plan for day in tail)


def period_minutes(periode: Periode) -> int | None:
    """Planned minutes of the whole period; None when it has no end."""
    if periode.til is None:
        return None
    days = (periode.til - periode.fra).days + 1
    whole, rest = divmod(max(0, days), 7)
    tail = ((periode.fra + timedelta(days=step)).isoweekday() for step in range(rest))
    return whole * week_minutes(periode.plan) + sum(
        periode.plan[d].minutter for d in tail if d in periode.plan
    )


def shared_span(a: Periode, b: Periode) -> tuple[date, date | None] | None:
    """First and last day both periods cover; None when they share none."""
    first = max(a.fra, b.fra)
    ends = [end for end in (a.til, b.til) if end is not None]
    last = min(ends) if ends else None
    return None if last is not None and last < first else (first, last)


@dataclass(frozen=True)
class Kollisjon:
    """Two shifts that cannot both be worked, or stand too close: the day, and the minutes between them."""

    dag: date
    #: Negative: they overlap by so many minutes.
    hvile_min: int


def tightest(a: Periode, b: Periode) -> Kollisjon | None:
    """The least time between a shift of `a` and one of `b`; overlap counts as negative. None when never near.

    The night before the shared span and the morning after it count too: a shift that ends where the other period
    begins also needs its rest.
    """
    first, last = max(a.fra, b.fra), min(a.til or date.max, b.til or date.max)
    if last < first - timedelta(days=1):
        return None
    begin = first - timedelta(days=1)
    mine, theirs = (list(p.shifts(begin, COMPARED_DAYS + 2)) for p in (a, b))
    found: Kollisjon | None = None
    for day, start, end in mine:
        for other_day, other_start, other_end in theirs:
            gap = max(start - other_end, other_start - end)
            minutes = int(gap.total_seconds() // 60)
            if found is None or minutes < found.hvile_min:
                found = Kollisjon(max(day, other_day), minutes)
    return found


def heaviest_week(periods: list[Periode], *, first: date, last: date | None) -> tuple[date, int]:
    """(Monday, minutes) of the week with most planned minutes over all periods, among weeks in the span.

    Looks at every week in which some period begins or ends, and one between: plans are weekly, so others repeat these.
    """
    days = {first} | {last or first}
    for periode in periods:
        days |= {periode.fra, periode.fra + timedelta(days=7)}
        if periode.til is not None:
            days |= {periode.til, periode.til - timedelta(days=7)}
    mondays = {
        day - timedelta(days=day.isoweekday() - 1)
        for day in days
        if first <= day and (last is None or day <= last)
    }
    sums = [(monday, sum(_minutes_in_week(p, monday) for p in periods)) for monday in sorted(mondays)]
    return max(sums, key=lambda week: week[1])


def _minutes_in_week(periode: Periode, monday: date) -> int:
    days = (monday + timedelta(days=step) for step in range(7))
    return sum(
        vakt.minutter
        for day in days
        if periode.covers(day) and (vakt := periode.plan.get(day.isoweekday())) is not None
    )
