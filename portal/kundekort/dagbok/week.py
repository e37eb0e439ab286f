"""A week on screen: its days, and where each activity stands. Places are quarters of an hour from 07:00 to 18:00."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.db.clock import OSLO
from portal.kundekort.aktivitetstyper import IKONER

FIRST_HOUR, LAST_HOUR = 7, 18
QUARTERS = (LAST_HOUR - FIRST_HOUR) * 4
#: Side by side at most; the classes of the stylesheet go no further.
LANES = 4


@dataclass(frozen=True)
class Plassert:
    """An activity with its place: start and length in quarters, lane and number of lanes."""

    rad: Any
    start: int
    lengde: int
    felt: int
    felter: int

    @property
    def klasser(self) -> str:
        """The classes that place the list item."""
        return f"s-{self.start} l-{self.lengde} la-{self.felt} ls-{self.felter}"

    @property
    def utseende(self) -> str:
        """The classes of the entry itself."""
        short = " evt--short" if self.lengde <= 2 else " evt--mid" if self.lengde == 3 else ""
        return f"evt--{IKONER.get(self.rad.ikon, 'mute')}{short}"


@dataclass
class Dag:
    """One column of the week."""

    dato: date
    aktiviteter: list[Plassert] = field(default_factory=list)
    frister: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Uke:
    """Monday to Sunday."""

    mandag: date

    @property
    def soendag(self) -> date:
        return self.mandag + timedelta(days=6)

    @property
    def mark(self) -> str:
        """As it stands in addresses: 2026-W47."""
        year, week, _day = self.mandag.isocalendar()
        return f"{year}-W{week:02}"

    def shifted(self, weeks: int) -> "Uke":
        """So many weeks later or earlier."""
        return Uke(self.mandag + timedelta(weeks=weeks))

    def bounds(self) -> tuple[datetime, datetime]:
        """Midnight to midnight in Oslo; 167 or 169 hours when the clock is changed."""
        start, end = self.mandag, self.mandag + timedelta(days=7)
        return datetime.combine(start, time(), OSLO), datetime.combine(end, time(), OSLO)


def read_week(text: str | None, *, today: date) -> Uke:
    """`2026-W47`, or the week of today when it says nothing sensible."""
    found = re.fullmatch(r"(\d{4})-W(\d\d)", text or "", re.ASCII)
    try:
        if found and 2000 <= int(found[1]) <= 2100:
            return Uke(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        pass
    return Uke(today - timedelta(days=today.weekday()))


def lay_out(uke: Uke, rows: Iterable[Any], tasks: Iterable[Any] = ()) -> list[Dag]:
    """The seven days with their activities placed, and the tasks that fall due."""
    days = [Dag(uke.mandag + timedelta(days=n)) for n in range(7)]
    by_date = {day.dato: day for day in days}
    gathered: dict[date, list[tuple[int, int, Any]]] = {day.dato: [] for day in days}
    for row in rows:
        begin = row.tid.astimezone(OSLO)
        if begin.date() in gathered:
            gathered[begin.date()].append((*_span(begin, row.varighet_min), row))
    for dag, spans in gathered.items():
        by_date[dag].aktiviteter = _in_lanes(spans)
    for task in tasks:
        if task.frist_dato in by_date:
            by_date[task.frist_dato].frister.append(task)
    return days


def _span(begin: datetime, minutes: int) -> tuple[int, int]:
    """Start and length in quarters, kept within what is shown; nothing is shorter than half an hour."""
    quarter = (begin.hour - FIRST_HOUR) * 4 + begin.minute // 15
    start = max(0, min(quarter, QUARTERS - 2))
    return start, max(2, min(-(-minutes // 15), QUARTERS - start))


def _in_lanes(spans: list[tuple[int, int, Any]]) -> list[Plassert]:
    """Those that overlap stand side by side; a group shares its number of lanes."""
    placed: list[Plassert] = []
    group: list[tuple[int, int, Any, int]] = []
    ends: list[int] = []

    def close() -> None:
        lanes = min(max(len(ends), 1), LANES)
        placed.extend(Plassert(row, s, length, min(lane, LANES - 1), lanes) for s, length, row, lane in group)
        group.clear()
        ends.clear()

    for start, length, row in sorted(spans, key=lambda span: (span[0], -span[1])):
        if ends and start >= max(ends):
            close()
        lane = next((n for n, end in enumerate(ends) if end <= start), len(ends))
        ends[lane : lane + 1] = [start + length]
        group.append((start, length, row, lane))
    close()
    return placed
