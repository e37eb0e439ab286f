"""What the palette shows: hits of one kind under a heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: Hits of each kind: the list is for choosing, not for reading.
EACH = 5


@dataclass(frozen=True)
class Treff:
    """One hit: where it leads, and what is said about it."""

    url: str
    tekst: str
    meta: str = ""
    ikon: str | None = None


@dataclass(frozen=True)
class Gruppe:
    """Hits of one kind under a heading."""

    tittel: Any
    treff: Sequence[Treff]
