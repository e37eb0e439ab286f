"""Column types that recur, and the rules they carry."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import uuid_utils.compat as uuid_utils
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, Text, TypeDecorator
from sqlalchemy.orm import mapped_column


def uuid7() -> Any:
    """A time-ordered id (RFC 9562), made here so that parents and children can be added in one go."""
    return uuid_utils.uuid7()


class UtcDateTime(TypeDecorator[datetime]):
    """timestamptz that takes only aware times and answers UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


def text_enum(kind: type[StrEnum], *, name: str | None = None) -> Enum:
    """The enum's values as text with a CHECK; a PostgreSQL enum is not leakproof and cannot lose a value.

    `name` is needed where one table has two columns of the same kind: it names the CHECK.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [m.value for m in members],
        length=40,
        name=name or kind.__name__.lower(),
    )


#: Money: whole øre, up to 90 thousand billion kroner.
Oere = Annotated[int, mapped_column(BigInteger)]
#: Durations: whole minutes.
Minutter = Annotated[int, mapped_column(Integer)]
#: Shares and factors: basis points (100 bp = 1 %).
Bp = Annotated[int, mapped_column(Integer)]
#: Text in C collation: sort keys, search words, codes. B-tree prefix ranges work on it under row security.
CText = Annotated[str, mapped_column(Text(collation="C"))]
