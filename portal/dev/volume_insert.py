"""Many rows in one statement, as the app's own role inside the tenant: row security refuses COPY, but not this."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from portal.db.base import Base

#: Rows in one statement: far below the role's time limit, and few megabytes in memory.
BATCH = 10_000
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(connection: Connection, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that all name the same columns; the tenant is the connection's. Commits each batch; answers how many.

    A column nobody names gets its Python default when that is a plain value, else the server's.
    """
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table of its own")
    count, rest = 0, iter(rows)
    while batch := list(islice(rest, BATCH)):
        _insert(connection, table, batch)
        connection.commit()  # the signed context of a transaction lives for an hour, and a large volume takes longer
        count += len(batch)
    return count


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    tenant_id = connection.get_execution_options()["tenant"]
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in rows[0] and isinstance(column.default, ScalarElementColumnDefault)
    }
    named = [table.columns[name] for name in [*rows[0], *defaults]]
    values = [
        [_plain(column, row.get(column.name, defaults.get(column.name))) for row in rows] for column in named
    ]
    names = ", ".join(f'"{column.name}"' for column in named)
    arrays = ", ".join(f"%s::{_sql_type(column)}[]" for column in named)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" (tenant_id, {names}) '  # noqa: S608 - names come from our own models
        f"SELECT {int(tenant_id)}, rad.* FROM unnest({arrays}) AS rad",
        tuple(values),
    )


def _sql_type(column: Column[Any]) -> str:
    return column.type.compile(_DIALECT).split(" COLLATE ", maxsplit=1)[0]


def _plain(column: Column[Any], value: Any) -> Any:
    """As the driver takes it: an enum's value, JSON wrapped."""
    if value is None:
        return None
    if isinstance(column.type, JSONB):
        return Jsonb(value)
    return value.value if isinstance(value, Enum) else value
