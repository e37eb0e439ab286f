"""Keyset pages and capped counts; never OFFSET, never an exact count of a large filter (ytelse.md)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps, loads
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.web.parse import FIRST_YEAR, LAST_YEAR

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


def moment(text: str) -> datetime:
    """A time in a mark, in UTC; a ValueError without its zone or far from our days: no row stands there."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None or not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError("no place in a list")
    return read.astimezone(UTC)


def row_number(text: str) -> int:
    """A whole number that a PostgreSQL integer holds."""
    if not (text.isascii() and text.isdigit()) or int(text[:12]) >= 2**31:
        raise ValueError("no row number")
    return int(text)


def plain_text(text: str) -> str:
    """Text that PostgreSQL can hold."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("no text")
    return text


def read_mark(mark: str | None, *types: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The values in a mark, each read by its type; None when there is none or someone has edited it.

    `types` raise ValueError on what they cannot read: `UUID`, `date.fromisoformat`, `moment`, `row_number`,
    `plain_text`.
    """
    if not mark:
        return None
    try:
        values = loads(urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(values, list) or len(values) != len(types):
            return None
        return tuple(read(value) for read, value in zip(types, map(_text, values), strict=True))
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a part that is no text")  # noqa: TRY004 - an edited mark, not a bug
    return value


def cut(rows: Sequence[Row], *, mark: Any, size: int = PAGE_SIZE) -> Page[Row]:
    """A page from `size + 1` fetched rows; `mark(row)` gives its sort values as a tuple."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], make_mark(*mark(rows[size - 1])))


def capped_count(session: Session, stmt: Select[Any]) -> int:
    """How many rows `stmt` has, at most COUNT_CAP; one statement."""
    inner = stmt.order_by(None).limit(COUNT_CAP).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0
