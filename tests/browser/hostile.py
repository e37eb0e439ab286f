"""An agency whose every text was typed by an enemy: a payload in each column that holds words, each with its name."""

import json
import re
from typing import Any

import psycopg
from sqlalchemy import Table

from tests.matrix.twin import _checked, canary_columns, tenant_tables
from tests.support.database import Database, plain_url

#: Codes that choose an icon or a colour; another value is a broken page, not a person's text.
CODES = frozenset({"ikon", "tone"})
#: Columns in C collation that pages show all the same.
SHOWN = {
    "bruker": {"epost"},
    "engasjement": {"epost"},
    "kandidat": {"epost", "telefon"},
    "ledig_stilling": {"nummer"},
    "utleieoppdrag": {"nummer"},
}
#: Documents inside a column: every text in them that is words, not a code, a date or an id.
INSIDE = {"hendelse": {"data"}, "importrad": {"celler"}, "salgsdokument": {"selger", "kjoeper"}}
WORDS = re.compile(r"[A-ZÆØÅ ]")
#: Where an injected htmx attribute would call.
TRAP = "/nordvik/felle"


def payload(where: str) -> str:
    """Breaks out of attributes and text, and tries a script, a handler, a frame and htmx; says where it came from."""
    return (
        f"kanari-{where}-\"'></title></textarea></option></script><i data-innfoert hx-get='{TRAP}' hx-trigger='load'>"
        "</i><img data-innfoert src=x onerror=window.kjoert=1><script data-innfoert>window.kjoert=1</script>"
        "<iframe data-innfoert srcdoc='<script>parent.kjoert=1</script>'></iframe>{{ 7*191047 }}"
    )


def poison(database: Database) -> set[str]:
    """Fill Nordvik's columns; the places that got a payload. As superuser with triggers off: issued documents too."""
    places = set()
    with psycopg.connect(plain_url(database.url("portal_admin"))) as connection:
        connection.execute("SET session_replication_role = replica")
        own = connection.execute("SELECT id FROM tenant WHERE slug = 'nordvik'").fetchone()[0]
        checked = _checked(connection)
        for table in tenant_tables():
            unfit = checked.get(table.name, set())
            words = canary_columns(table, unfit) - CODES | SHOWN.get(table.name, set()) - unfit
            for column in sorted(words):
                changed = connection.execute(
                    f'UPDATE {table.name} SET "{column}" = coalesce("{column}", \'\') || %s WHERE tenant_id = %s',
                    (payload(f"{table.name}.{column}"), own),
                ).rowcount
                places |= {f"{table.name}.{column}"} if changed else set()
            for column in INSIDE.get(table.name, ()):
                places |= _inside(connection, table, column, own)
        connection.execute("UPDATE tenant SET navn = navn || %s WHERE id = %s", (payload("tenant.navn"), own))
        connection.commit()
    return places | {"tenant.navn"}


def _inside(connection: psycopg.Connection, table: Table, column: str, own: int) -> set[str]:
    rows = connection.execute(f"SELECT id, {column} FROM {table.name} WHERE tenant_id = {own}").fetchall()
    for row_id, held in rows:
        connection.execute(
            f"UPDATE {table.name} SET {column} = %s WHERE tenant_id = %s AND id = %s",
            (json.dumps(_worded(held, payload(f"{table.name}.{column}"))), own, row_id),
        )
    return {f"{table.name}.{column}"} if rows else set()


def _worded(value: Any, evil: str) -> Any:
    if isinstance(value, dict):
        return {key: _worded(held, evil) for key, held in value.items()}
    if isinstance(value, list):
        return [_worded(held, evil) for held in value]
    return value + evil if isinstance(value, str) and WORDS.search(value) else value
