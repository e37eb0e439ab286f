"""What an appointment is made of."""

from dataclasses import dataclass
from datetime import datetime
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
