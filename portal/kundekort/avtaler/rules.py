"""What an appointment is made of."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Avtaledata:
    """What people write. Times are aware."""

    tittel: str
    start: datetime
    slutt: datetime
    sted: str = ""
    beskrivelse: str = ""
    kontakter: frozenset[UUID] = frozenset()
    kolleger: frozenset[UUID] = frozenset()


def proposed(moment: datetime) -> tuple[datetime, time]:
    """The next full hour, and an hour later for its end: the last minute of the day where that would be another day."""
    start = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    end = start + timedelta(hours=1)
    return start, end.time() if end.date() == start.date() else time(23, 59)
