"""The installation as the drill sees it: who may be killed, where a transaction stands, and what is left at the end."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psutil
import psycopg
from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from portal.db import crypto
from portal.db.embedded import EmbeddedServer, role_url
from portal.kundekort.models import Fakturakanal
from portal.settings import Settings
from portal.tenancy.context import make_engine
from portal.tenancy.session import tenant_session
from tests.drill.clerk import Clerk, Log
from tests.support.client import tenant_ids
from tests.support.make import Make
from tests.support.started import WEB, WORKER, Started, eventually, lives

TARGETS = ("web", "web process", "worker", "database", "backend")
#: As long as rescue, the minute's round and a later try may take together.
QUIET_S = 420.0


@dataclass
class House:
    """One installation under fire."""

    started: Started
    log: Log = field(default_factory=Log)
    kills: list[str] = field(default_factory=list)
    customers: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = Settings.from_env({"PORTAL_DATA_DIR": str(self.started.data_dir)})
        self.server = EmbeddedServer(self.started.data_dir)

    @contextmanager
    def admin(self) -> Iterator["psycopg.Connection[dict[str, Any]]"]:
        """A superuser's connection: past every wall, for looking and for holding locks."""
        address = role_url(self.settings, "portal_admin", database="portal")
        with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True, row_factory=dict_row) as it:
            yield it

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        with self.admin() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Nordvik's, committed at the end."""
        crypto.install(self.settings.field_key)
        engine = make_engine(
            role_url(self.settings, "portal_app"), context_key=self.settings.context_key, pool_size=1
        )
        with tenant_session(engine, tenant_id=tenant_ids(engine)["nordvik"]) as session:
            yield session
            session.commit()
        engine.dispose()

    def customer(self, navn: str, *, hours: bool = False, mail: bool = True) -> UUID:
        """A customer of this drill's own, with a processed week when asked."""
        with self.session() as session:
            make = Make(session)
            kanal = Fakturakanal.EPOST if mail else Fakturakanal.EHF
            kunde_id: UUID = make.fakturakunde(navn=navn, fakturakanal=kanal).id
            if hours:
                make.behandlede_timer(kunde_id=kunde_id)
        self.customers.append(kunde_id)
        return kunde_id

    def clerk(self, **how: Any) -> Clerk:
        return Clerk(self.started.port, self.log, **how).sign_in()

    # Killing

    def kill(self, target: str) -> None:
        """SIGKILL, and wait until the product has put another in its place and a page is answered."""
        self.strike(target)()

    def strike(self, target: str, pid: int | None = None) -> Callable[[], None]:
        """SIGKILL now; what is answered waits for the recovery, when locks of ours are gone."""
        last = self.quietly("SELECT coalesce(max(id), 0) AS id FROM procrastinate_workers")
        before = pid or self.find(target)
        os.kill(before, signal.SIGKILL)
        self.kills.append(target)
        return lambda: self.recovered(target, before, last_worker=last[0]["id"] if last else 0)

    def find(self, target: str) -> int:
        """The process id of a target. The backend is one that works, when one does."""
        if target == "web process":
            return eventually(self.web_processes)[0]
        if target == "backend":
            return int(self.rows(
                "SELECT pid FROM pg_stat_activity WHERE usename IN ('portal_app', 'portal_worker') "
                "ORDER BY (state = 'active') DESC, state_change DESC LIMIT 1"
            )[0]["pid"])  # fmt: skip
        if target == "database":  # asked of the supervisor: a `start` that took it over is not its parent
            return eventually(self.server.pid)
        sign = {"web": WEB, "worker": WORKER}[target]
        return eventually(lambda: self.started.child(sign)).pid

    def web_processes(self) -> list[int]:
        web = self.started.child(WEB)
        try:
            return [c.pid for c in (web.children() if web else []) if lives(c)]
        except psutil.NoSuchProcess:
            return []

    def recovered(self, target: str, before: int, *, last_worker: int) -> None:
        """Every part lives again, the killed one as another process; the sign-in page, which asks the database, too."""
        eventually(lambda: not psutil.pid_exists(before) or not lives(psutil.Process(before)))
        eventually(self.server.pid, what=f"a database server after {target}")
        for sign in (WEB, WORKER):
            eventually(lambda sign=sign: self.started.child(sign), what=f"{sign} after {target}")
        eventually(lambda: len(self.web_processes()) == self.settings.web_workers, what="web processes")
        eventually(lambda: self.quietly("SELECT 1"), what=f"database after {target}")
        eventually(lambda: self.started.status("/nordvik/logg-inn") == 200, what=f"page after {target}")
        if target == "worker":
            newer = "SELECT 1 FROM procrastinate_workers WHERE id > %s"
            eventually(lambda: self.quietly(newer, last_worker), what="a new worker")

    def quietly(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """No rows while the database is away."""
        try:
            return self.rows(statement, *values)
        except psycopg.OperationalError:
            return []

    def forget_workers(self) -> None:
        """As if the dead ones had been silent long enough: time passes faster than the clock."""
        self.rows(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' "
            "WHERE id < (SELECT max(id) FROM procrastinate_workers) RETURNING id"
        )

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Nobody writes to this table inside the block: a transaction that wants to stands still there."""
        connection = psycopg.connect(
            role_url(self.settings, "portal_admin", database="portal").replace("+psycopg", "", 1)
        )
        try:
            connection.execute(f"LOCK TABLE {table} IN SHARE MODE")  # type: ignore[arg-type]
            yield
        finally:
            connection.close()

    def blocked(self, role: str, table: str, *, holding: str | None = None) -> int:
        """The backend of a role that waits for `table` (and holds a row of another one), once there is one."""
        waits = (
            "SELECT a.pid FROM pg_stat_activity AS a JOIN pg_locks AS w USING (pid) WHERE a.usename = %s "
            "AND NOT w.granted AND w.relation = %s::regclass"
        )
        holds = " AND EXISTS (SELECT 1 FROM pg_locks AS h WHERE h.pid = a.pid AND h.granted "
        holds += "AND h.relation = %s::regclass AND h.mode = 'RowExclusiveLock')"
        values = [role, table, *([holding] if holding else [])]
        found = eventually(lambda: self.quietly(waits + (holds if holding else ""), *values))
        return int(found[0]["pid"])

    # The end

    def quiet(self) -> None:
        """Until the worker has nothing left to do and no job is held by nobody."""
        left = (
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM utboks WHERE tilstand IN ('ny', 'sender')) AND NOT EXISTS "
            "(SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'portal.utboks')"
        )
        eventually(lambda: self.quietly(left), seconds=QUIET_S, what="the outbox is not empty")


@contextmanager
def holding(started: Started) -> Iterator[tuple[threading.Event, threading.Event]]:
    """The mail server takes the text of the next mails and keeps its answer until let go: (taken, let go)."""
    taken, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        taken.set()
        let_go.wait()

    started.mail.before_answer = hold
    try:
        yield taken, let_go
    finally:
        started.mail.before_answer = None
        let_go.set()
