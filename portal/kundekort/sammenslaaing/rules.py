"""What two cards differ in, which of them may remain, and how long a merge can be undone (funksjoner.md A22)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.kundekort.kunder.rules import FELT
from portal.kundekort.models import Fakturakanal, Kunde

#: Days a merge can be undone.
ANGREFRIST = timedelta(days=30)
#: Ids, which JSON keeps as text.
_IDS = frozenset({"avdeling_id", "kundeansvarlig_id"})


class Side(StrEnum):
    """Of the two cards on the page: the one it was opened from, and the other."""

    DENNE = "denne"
    ANDRE = "andre"


@dataclass(frozen=True)
class Ulikhet:
    """A field in which the cards differ, with the value of each as stored."""

    felt: str
    denne: Any
    andre: Any

    def proposed(self, behold: Side) -> Side:
        """The value of the card that remains; the other's when it has none."""
        own, others = (self.denne, self.andre) if behold is Side.DENNE else (self.andre, self.denne)
        if own in (None, "") and others not in (None, ""):
            return Side.ANDRE if behold is Side.DENNE else Side.DENNE
        return behold


@dataclass(frozen=True)
class Valg:
    """What the person decided: which card remains, and from which card each differing field is taken."""

    behold: Side
    felter: Mapping[str, Side] = field(default_factory=dict)


def differences(denne: Kunde, andre: Kunde) -> list[Ulikhet]:
    """The fields people set, in their order on the form, where the values differ."""
    return [
        Ulikhet(name, getattr(denne, name), getattr(andre, name))
        for name in FELT
        if getattr(denne, name) != getattr(andre, name)
    ]


def can_undo(tid: datetime, *, now: datetime) -> bool:
    """Within the time limit, to the second."""
    return now <= tid + ANGREFRIST


def to_json(value: Any) -> Any:
    """A stored value as JSON keeps it."""
    return value if value is None or isinstance(value, int) else str(value)


def from_json(felt: str, value: Any) -> Any:
    """The stored value again."""
    if value is None or value == "":
        return value
    if felt in _IDS:
        return UUID(value)
    return Fakturakanal(value) if felt == "fakturakanal" else value
