"""The signed tenant context that PostgreSQL's wall reads, and the engine whose begin hook sets it.

A plain setting is no wall: one injected SELECT could switch it. So the setting holds `tenant.expiry.mac`, checked in
the database by a SECURITY DEFINER function that alone can read the key (migrations/versions/*_foundation.py).
"""

import hashlib
import select
import time
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError

from portal.db.engines import open_engine

#: Scopes that may run without a tenant, each with its reason.
SYSTEM_SCOPES = frozenset(
    {
        "resolve",  # which tenant has this address: reads the platform's own tables only
        "jobs",  # procrastinate's tables
        "health",  # SELECT 1, schema head
        "upkeep",  # migrations, audits, backups: own role
    }
)
#: Seconds a context lives; a transaction longer than this is refused by the database.
LIFETIME = 3600


class TenantNotBound(RuntimeError):
    """A read or a transaction without a tenant. A bug, never a user's mistake."""


def sign(tenant_id: int, *, key: bytes) -> str:
    """`tenant.expiry.mac`, mac = sha256(key ‖ sha256(key ‖ tenant.expiry)) in hex."""
    message = f"{tenant_id}.{int(time.time()) + LIFETIME}"
    inner = hashlib.sha256(key + message.encode()).digest()
    return f"{message}.{hashlib.sha256(key + inner).hexdigest()}"


def set_context(connection: Connection) -> None:
    """The `begin` hook: raises TenantNotBound unless the connection names a tenant or a system scope."""
    options = connection.get_execution_options()
    if (tenant_id := options.get("tenant")) is not None:
        key: bytes = connection.engine.pool.portal_context_key  # type: ignore[attr-defined]
        # A raw cursor: a Core call here would begin again. So the wrapping of errors is ours to do.
        cursor = connection.connection.cursor()
        try:
            cursor.execute("SELECT set_config('portal.ctx', %s, true)", (sign(tenant_id, key=key),))
        except psycopg.OperationalError as error:
            connection.invalidate(error)
            raise OperationalError("set_config", {}, error, connection_invalidated=True) from error
        cursor.close()
    elif options.get("scope") not in SYSTEM_SCOPES:
        raise TenantNotBound("a transaction without tenant")


def _refuse_broken(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """Pool hook: a connection that waits with something to say was closed by a server that stopped; take another.

    One system call, no round trip: after a restart of the database nobody meets the connections of the old one.
    """
    waits = select.poll()
    waits.register(connection.fileno(), select.POLLIN)
    if waits.poll(0):
        raise DisconnectionError("the server closed it")


def make_engine(url: str, *, context_key: bytes, pool_size: int = 4, **options: Any) -> Engine:
    """An engine whose every transaction carries a signed tenant or a named system scope.

    The pool is sized to the threads of the process. No pre-ping: it would cost a round trip per request.
    """
    engine = open_engine(url, pool_size=pool_size, max_overflow=2, pool_timeout=10, **options)
    engine.pool.portal_context_key = context_key  # type: ignore[attr-defined]
    event.listen(engine, "begin", set_context)
    event.listen(engine, "checkout", _refuse_broken)
    return engine
