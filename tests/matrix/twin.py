"""The other tenant of the matrix: a twin of Nordvik, row for row, with other ids and a canary in every text.

A twin has a row for whatever the demo has at Nordvik, so every address that can be opened at all can be asked for
with an id that really exists elsewhere. Its text columns end in a word that names table and column: a leak says what
leaked. The copy is made by the superuser with triggers off, so that issued documents can be copied too.
"""

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import psycopg
from sqlalchemy import Column, Connection, Enum, Table, Text, text

from portal.db import crypto
from portal.db.base import Base
from portal.filestore.base import make_key
from portal.kandidater.fnr import seal, unseal
from portal.tenancy.rls import PLATFORM_TABLES
from tests.support.database import FIELD_KEY, Database, plain_url

SLUG = "tvilling"
NAMESPACE = UUID("5c0f6b80-6d2e-4a2d-9a53-2f7f6d6f0b1e")
CANARY = "kanari"
#: What every file of the twin holds.
FILE = b"%PDF-1.7\n% " + f"{CANARY}_fil".encode() + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
#: Text that is a code for the product, not words for people; a canary there would break the twin's own pages.
CODES = frozenset({"sprak", "tema", "tetthet", "passord_hash", "kid_algoritme", "organisasjonsform", "ikon"})
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def twin_id(held: UUID) -> UUID:
    """The twin's id of a row of Nordvik."""
    return uuid5(NAMESPACE, str(held))


def tenant_tables() -> list[Table]:
    """Every table with a tenant, parents first."""
    return [t for t in Base.metadata.sorted_tables if t.name not in PLATFORM_TABLES and "tenant_id" in t.c]


def canary_columns(table: Table, checked: set[str]) -> set[str]:
    """Columns that hold words for people: plain text, no code, no check on what it may be."""
    return {
        column.name
        for column in table.columns
        if isinstance(column.type, Text)
        and not isinstance(column.type, Enum)
        and not column.type.collation
        and not column.primary_key
        and column.computed is None
        and column.name not in checked | CODES
    }


@dataclass(frozen=True)
class Twin:
    """The two tenants, and which tables had rows to copy."""

    own: int
    other: int
    rows: dict[str, int]

    @cached_property
    def empty(self) -> list[str]:
        """Tables the demo leaves empty: their routes can have no row to ask for."""
        return [name for name, count in self.rows.items() if not count]


def make_twin(database: Database) -> Twin:
    """Copy Nordvik. Everything is committed; about one statement per table."""
    with psycopg.connect(plain_url(database.url("portal_admin"))) as connection:
        connection.execute("SET session_replication_role = replica")
        own = connection.execute("SELECT id FROM tenant WHERE slug = 'nordvik'").fetchone()[0]
        other = connection.execute(
            "INSERT INTO tenant (slug, navn, sprak, fargetone, er_demo) VALUES (%s, %s, 'nb', 30, true) RETURNING id",
            (SLUG, f"Tvilling Bemanning AS {CANARY}_tenant"),
        ).fetchone()[0]
        checked = _checked(connection)
        rows = {
            table.name: _copy(connection, table, own, other, checked.get(table.name, set()))
            for table in tenant_tables()
        }
        for table in tenant_tables():
            if not rows[table.name] and "id" in table.c:
                rows[table.name] = int(_invent(connection, table, other, checked.get(table.name, set())))
        _files(connection, other)
        _numbers(connection, own, other)
        connection.commit()
    return Twin(own, other, rows)


def _checked(connection: psycopg.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        """SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey)
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'c' AND n.nspname = 'public'"""
    ):
        found.setdefault(table, set()).add(column)
    return found


def _copy(connection: psycopg.Connection, table: Table, own: int, other: int, checked: set[str]) -> int:
    words = canary_columns(table, checked)
    copies = []
    for (held,) in connection.execute(
        f"SELECT row_to_json(t)::text FROM {table.name} t WHERE tenant_id = {own}"
    ):
        row = json.loads(UUIDS.sub(lambda found: str(twin_id(UUID(found[0]))), held))
        row["tenant_id"] = other
        for name in words:
            if row[name] is not None:
                row[name] = f"{row[name]} {CANARY}_{table.name}_{name}"
        copies.append(json.dumps(row))
    columns = ", ".join(f'"{c.name}"' for c in table.columns if c.computed is None)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE "
            f"SELECT {columns} FROM jsonb_populate_record(NULL::{table.name}, %s)",
            [(copy,) for copy in copies],
        )
    return len(copies)


def _invent(connection: psycopg.Connection, table: Table, other: int, checked: set[str]) -> bool:
    """The least row a table the demo leaves empty can hold, linked to the twin's own rows. False when it cannot."""
    row: dict[str, object] = {"tenant_id": other, "id": str(uuid5(NAMESPACE, table.name))}
    for constraint in table.foreign_key_constraints:
        target = constraint.referred_table
        for name in constraint.column_keys:
            if name != "tenant_id" and "tenant_id" in target.c:
                found = connection.execute(
                    f"SELECT id FROM {target.name} WHERE tenant_id = {other} ORDER BY id LIMIT 1"
                ).fetchone()
                if found is not None and (not table.c[name].nullable or target.name in {"kunde", "person"}):
                    row[name] = str(found[0])
    words = canary_columns(table, checked)
    for column in table.columns:
        if column.name in row or column.computed is not None:
            continue
        if column.name in words:
            row[column.name] = f"{CANARY}_{table.name}_{column.name}"
        elif not column.nullable and column.server_default is None:
            row[column.name] = _least(column)
    columns = ", ".join(f'"{name}"' for name in row)
    with contextlib.suppress(psycopg.Error), connection.transaction():
        connection.execute(
            f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE "
            f"SELECT {columns} FROM jsonb_populate_record(NULL::{table.name}, %s)",
            [json.dumps(row)],
        )
        return True
    return False


def _least(column: Column[Any]) -> object:
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    kind = type(column.type).__name__
    return {
        "BigInteger": 1,
        "Integer": 1,
        "Boolean": False,
        "Date": "2026-11-16",
        "Time": "08:00",
        "UtcDateTime": "2026-11-16T08:00:00Z",
        "JSONB": {},
        "LargeBinary": "\\x00",
        "Uuid": str(uuid5(NAMESPACE, column.name)),
    }.get(kind, "x")


def _files(connection: psycopg.Connection, other: int) -> None:
    """Every stored file of the twin becomes the same one, under keys of its own."""
    versions = connection.execute(
        f"SELECT id, dokument_id FROM dokumentversjon WHERE tenant_id = {other}"
    ).fetchall()
    for versjon_id, dokument_id in versions:
        key = make_key(tenant_id=other, year=2026, dokument_id=dokument_id, versjon_id=versjon_id)
        connection.execute(
            "UPDATE dokumentversjon SET noekkel = %s, sha256 = %s, stoerrelse = %s WHERE tenant_id = %s AND id = %s",
            (key, hashlib.sha256(FILE).digest(), len(FILE), other, versjon_id),
        )


def _numbers(connection: psycopg.Connection, own: int, other: int) -> None:
    """National numbers are sealed for their row: the twin's are sealed anew, or its own people cannot read them."""
    crypto.install(FIELD_KEY)
    held = connection.execute(
        f"SELECT id, fnr_kryptert FROM kandidat WHERE tenant_id = {own} AND fnr_kryptert IS NOT NULL"
    ).fetchall()
    for kandidat_id, sealed in held:
        theirs = twin_id(kandidat_id)
        number = seal(
            unseal(sealed, tenant_id=own, kandidat_id=kandidat_id), tenant_id=other, kandidat_id=theirs
        )
        connection.execute(
            "UPDATE kandidat SET fnr_kryptert = %s, fnr_indeks = %s WHERE tenant_id = %s AND id = %s",
            (number.kryptert, number.indeks, other, theirs),
        )


def file_keys(connection: Connection, other: int) -> list[str]:
    """What the store must hold for the twin."""
    return list(
        connection.execute(
            text("SELECT noekkel FROM dokumentversjon WHERE tenant_id = :other"), {"other": other}
        ).scalars()
    )
