"""Keyset pages and capped counts; never OFFSET, never an exact count of a large filter (ytelse.md)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps, loads
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

#: Rows in one page of a list.
PAGE_SIZE = 50
#: Counts stop here: «over 1 000».
COUNT_CAP = 1_001

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows and the mark of the next page, None when this was the last."""

    rows: Sequence[Row]
    next_mark: str | None


def make_mark(*values: Any) -> str:
    """A page mark for the address: the last row's sort values."""
    return (
        urlsafe_b64encode(dumps([str(v) for v in values], ensure_ascii=False).encode()).decode().rstrip("=")
    )


def read_mark(mark: str | None, *, parts: int) -> list[str] | None:
    """The values in a mark; None when there is none or someone has edited it."""
    if not mark:
        return None
    try:
        values = loads(urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, UnicodeDecodeError):
        return None
    if not isinstance(values, list) or len(values) != parts or not all(isinstance(v, str) for v in values):
        return None
    return values


def cut(rows: Sequence[Row], *, mark: Any, size: int = PAGE_SIZE) -> Page[Row]:
    """A page from `size + 1` fetched rows; `mark(row)` gives its sort values as a tuple."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], make_mark(*mark(rows[size - 1])))


def capped_count(session: Session, stmt: Select[Any]) -> int:
    """How many rows `stmt` has, at most COUNT_CAP; one statement."""
    inner = stmt.order_by(None).limit(COUNT_CAP).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0
