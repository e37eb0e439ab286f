"""One throw-away PostgreSQL per run, one template with the cast in it, one clone per worker process.

Ordinary tests run inside one outer transaction on one connection and roll back. Tests that need real commits ask for
`committing`, a clone of their own.
"""

import atexit
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from portal.db import crypto
from portal.db.embedded import EmbeddedServer
from portal.db.embedded_roles import open_database
from portal.db.migrate import upgrade
from portal.dev.demo import FILLS, fill
from portal.identity.passwords import use_cheap_hashing
from portal.tenancy.context import make_engine

CONTEXT_KEY = b"k" * 32
FIELD_KEY = b"f" * 32
TEMPLATE = "mal"


@dataclass(frozen=True)
class Database:
    """Addresses of one database by role, and engines on it."""

    server: EmbeddedServer
    name: str

    def url(self, role: str) -> str:
        return self.server.url(role, self.name)  # type: ignore[arg-type]

    def engine(self, role: str = "portal_app", pool_size: int = 4) -> Engine:
        return make_engine(self.url(role), context_key=CONTEXT_KEY, pool_size=pool_size)


def run_dir() -> Path:
    """Shared by the worker processes of one run; xdist gives them one id."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alene-{os.getpid()}"  # noqa: TID251
    path = Path(tempfile.gettempdir()) / f"portal-test-{run[:12]}"
    path.mkdir(mode=0o755, exist_ok=True)
    return path


def start_server() -> EmbeddedServer:
    """The run's server, started and filled by whichever process comes first."""
    use_cheap_hashing()
    base = run_dir()
    server = EmbeddedServer(base / "pg", throwaway=True)
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server.ensure_running()
        done = base / "template-ready"
        if not done.exists():
            _make_template(server)
            done.touch()
    atexit.register(server.close)
    return server


def _make_template(server: EmbeddedServer) -> None:
    with _admin(server) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER portal_eier")
    with _admin(server, TEMPLATE) as connection:
        open_database(connection)
    database = Database(server, TEMPLATE)
    upgrade(database.url("portal_eier"), context_key=CONTEXT_KEY)
    owner, engine = create_engine(database.url("portal_eier")), database.engine(FILLS)
    crypto.install(FIELD_KEY)
    fill(owner, engine)
    owner.dispose()
    engine.dispose()


@contextmanager
def clone(server: EmbeddedServer, *, of: str = TEMPLATE) -> Iterator[Database]:
    """A database of one's own with the cast in it, or a copy of one nobody is connected to; dropped afterwards."""
    name = f"k_{uuid4().hex[:12]}"
    with (run_dir() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a template being copied must have no other visitors
        with _admin(server) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {of} OWNER portal_eier")
    with _admin(server, name) as connection:
        open_database(connection)  # rights on a database do not come along with its copy
    try:
        yield Database(server, name)
    finally:
        with _admin(server) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def take_time(connection: Connection) -> None:
    """For a test of many requests: its one outer transaction may last longer than a page's."""
    for limit in ("transaction_timeout", "idle_in_transaction_session_timeout", "statement_timeout"):
        connection.execute(text(f"SET LOCAL {limit} = 0"))


@contextmanager
def _admin(server: EmbeddedServer, database: str = "postgres") -> Iterator[psycopg.Connection]:
    url = plain_url(server.url("portal_admin", database))
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def plain_url(url: str) -> str:
    """For psycopg itself."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
