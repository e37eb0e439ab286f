"""Days of a timesheet: prefilled from the plan, measured in UTC, split in ordinary time and overtime.

Overtime is proposed, never decided: what counts is what the worker delivers and the customer approves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from portal.db.clock import OSLO
from portal.oppdrag.rules.arbeidstid import Plan

#: A day longer than this is a mistake in the clock, not a shift.
LONGEST_MIN = 16 * 60


@dataclass(frozen=True)
class Dag:
    """One day as the worker writes it. `minutter` is what counts, break taken off, overtime included."""

    dato: date
    start: time | None = None
    slutt: time | None = None
    pause_min: int = 0
    minutter: int = 0
    overtid_min: int = 0
    kommentar: str = ""

    @property
    def ordinaer_min(self) -> int:
        return self.minutter - self.overtid_min


def clock_minutes(dag: date, start: time, slutt: time) -> int:
    """Minutes from start to end, in UTC: the night the clocks change has 23 or 25 hours. An end ≤ start is next day."""
    return int((ends_at(dag, start, slutt) - starts_at(dag, start)).total_seconds() // 60)


def starts_at(dag: date, start: time) -> datetime:
    """The moment in UTC."""
    return datetime.combine(dag, start, OSLO).astimezone(UTC)


def ends_at(dag: date, start: time, slutt: time) -> datetime:
    """The moment in UTC; on the next day when it is not after the start."""
    day = dag if slutt > start else dag + timedelta(days=1)
    return datetime.combine(day, slutt, OSLO).astimezone(UTC)


def week_days(fra: date, til: date) -> list[date]:
    """Every day of a period, both inclusive."""
    return [fra + timedelta(days=step) for step in range((til - fra).days + 1)]


def monday_of(dag: date) -> date:
    """The Monday of its ISO week."""
    return dag - timedelta(days=dag.weekday())


def prefill(plan: Plan, *, fra: date, til: date) -> list[Dag]:
    """The days of a period as the assignment plans them; days off are empty."""
    return [_planned(plan, dag) for dag in week_days(fra, til)]


def _planned(plan: Plan, dag: date) -> Dag:
    vakt = plan.get(dag.isoweekday())
    if vakt is None:
        return Dag(dag)
    minutes = max(0, clock_minutes(dag, vakt.start, vakt.slutt) - vakt.pause_min)
    return Dag(dag, vakt.start, vakt.slutt, vakt.pause_min, minutes)


def measure(dag: Dag) -> Dag:
    """The day with its minutes taken from the clock, when it has one."""
    if dag.start is None or dag.slutt is None:
        return dag
    minutes = clock_minutes(dag.dato, dag.start, dag.slutt) - dag.pause_min
    return replace(dag, minutter=minutes)


def propose_overtime(minutter: int, *, etter_min: int) -> int:
    """Minutes beyond `etter_min` of a day."""
    return max(0, minutter - etter_min)


def faults(dager: Sequence[Dag], *, fra: date, til: date) -> Mapping[date, str]:
    """Day → code of what is wrong with it; empty when the week can be stored."""
    found: dict[date, str] = {}
    for dag in dager:
        if not fra <= dag.dato <= til:
            found[dag.dato] = "utenfor"
        elif (dag.start is None) != (dag.slutt is None):
            found[dag.dato] = "klokke"
        elif dag.minutter < 0:
            found[dag.dato] = "pause"
        elif dag.minutter > LONGEST_MIN:
            found[dag.dato] = "lang"
        elif not 0 <= dag.overtid_min <= dag.minutter:
            found[dag.dato] = "overtid"
    for before, after in _neighbours(dager):
        if ends_at(before.dato, before.start, before.slutt) > starts_at(after.dato, after.start):  # type: ignore[arg-type]
            found.setdefault(after.dato, "overlapp")
    return found


def ahead(minutes: Mapping[date, int], *, i_dag: date) -> list[date]:
    """Days with hours that are not worked yet: they may be planned, never delivered."""
    return sorted(dag for dag, minutter in minutes.items() if minutter and dag > i_dag)


def _neighbours(dager: Sequence[Dag]) -> Iterator[tuple[Dag, Dag]]:
    with_clock = sorted(
        (d for d in dager if d.start is not None and d.slutt is not None), key=lambda d: d.dato
    )
    return pairwise(with_clock)


def differs(delivered: Mapping[date, int], planned: Sequence[Dag]) -> list[date]:
    """Days whose minutes are not the plan's: what an approver should look at."""
    plan = {dag.dato: dag.minutter for dag in planned}
    return sorted(day for day in plan.keys() | delivered.keys() if plan.get(day, 0) != delivered.get(day, 0))
