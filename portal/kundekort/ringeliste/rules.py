"""What a line of the call list says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db.clock import today

#: What is proposed for a new line, in days.
USUAL_DAYS = 30
#: A line may not wait longer than this.
MOST_DAYS = 730


def has_left(row: Any) -> bool:
    """Whether the contact of a line does not work there any more."""
    return row.gyldig_til is not None and row.gyldig_til <= today()


@dataclass(frozen=True)
class Ringetall:
    """Figures of one person's list: waiting now, waiting within a week, lines in all, called the last week."""

    forfalt: int
    uken: int
    linjer: int
    ringt: int


@dataclass(frozen=True)
class Linjedata:
    """How often, and when next."""

    hyppighet_dager: int
    neste_dato: date


@dataclass(frozen=True)
class Ringtdata:
    """What was said, and what follows; the names are those of Aktivitetsdata."""

    notat: str = ""
    neste_steg: str = ""
    neste_dato: date | None = None
    uten_neste_steg: bool = False
