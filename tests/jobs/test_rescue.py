"""What a killed worker leaves: its jobs go back in the queue, one bad job keeps nobody, and no row is forgotten."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine, update

from portal import worker
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.outbox import enqueue
from portal.jobs.runner import MAX_TRIES, requeue_orphans, run_row
from portal.messaging.rows import SLAG
from portal.tenancy.session import tenant_session
from tests.support.database import Database, plain_url

pytestmark = pytest.mark.commits
EHF = "utsendelse.send"


@dataclass
class Outbox:
    """Rows and jobs with real commits. A row's message does not exist: its handler has nothing to send."""

    database: Database
    engine: Engine
    tenant_id: int
    app: Flask

    def row(self, slag: str = SLAG, **state: Any) -> UUID:
        with tenant_session(self.engine, tenant_id=self.tenant_id) as session:
            row_id = enqueue(session, slag, key=uuid4(), melding_id=uuid4(), dokument_id=uuid4())
            if state:
                session.execute(update(Utboks).where(Utboks.id == row_id).values(**state))
            session.commit()
        return row_id

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(plain_url(self.database.url("portal_admin")), autocommit=True) as connection:
            answer = connection.execute(statement, values)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def jobs(self, row_id: UUID) -> list[str]:
        found = self.sql(
            "SELECT status::text FROM procrastinate_jobs WHERE lock = %s ORDER BY id", str(row_id)
        )
        return [status for (status,) in found]

    def doing(self, row_id: UUID, *, silent: str) -> None:
        """A worker took the job and was last heard of so long ago."""
        self.sql(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM w) WHERE lock = %s",
            silent, str(row_id),
        )  # fmt: skip

    def state(self, row_id: UUID) -> tuple[str, int]:
        [(state, tries)] = self.sql("SELECT tilstand, forsoek FROM utboks WHERE id = %s", row_id)
        return state, tries

    def queue(self) -> App:
        return worker.make_queue(self.database.url("portal_worker"), self.app)

    def rescue(self) -> None:
        async def once() -> None:
            queue = self.queue()
            async with queue.open_async():
                await queue.tasks["portal.redning"].func(timestamp=0)

        asyncio.run(once())

    @contextmanager
    def as_worker(self) -> Iterator[None]:
        held = self.app.extensions["engine"]
        self.app.extensions["engine"] = self.engine
        try:
            yield
        finally:
            self.app.extensions["engine"] = held


@pytest.fixture
def outbox(own_database: Database, tenants: dict[str, int], _app: Flask) -> Iterator[Outbox]:
    engine = own_database.engine("portal_worker")
    outbox = Outbox(own_database, engine, tenants["nordvik"], _app)
    outbox.sql("DELETE FROM procrastinate_jobs")
    outbox.sql("UPDATE utboks SET tilstand = 'sendt'")
    with outbox.as_worker():
        yield outbox
    engine.dispose()


def test_jobs_of_a_silent_worker_go_back_and_those_of_a_living_one_stay(outbox: Outbox) -> None:
    left, held = outbox.row(), outbox.row()
    outbox.doing(left, silent="31 seconds")
    outbox.doing(held, silent="5 seconds")
    outbox.rescue()
    assert outbox.jobs(left) == ["todo"]
    assert outbox.jobs(held) == ["doing"]


def test_a_job_whose_row_waits_under_a_newer_one_is_dropped_and_keeps_nobody(outbox: Outbox) -> None:
    """Killed between putting the row back and ending the job: two jobs, and only one may wait."""
    twice, other = outbox.row(), outbox.row()
    for row_id in (twice, other):
        outbox.doing(row_id, silent="1 hour")
    with tenant_session(outbox.engine, tenant_id=outbox.tenant_id) as session:
        session.connection().exec_driver_sql("SELECT portal_privat.legg_i_koe(%s, 0)", (twice,))
        session.commit()
    assert outbox.jobs(twice) == ["doing", "todo"]
    outbox.rescue()
    assert outbox.jobs(twice) == ["todo"]
    assert outbox.jobs(other) == ["todo"]


def test_rows_without_a_job_get_one_and_others_are_left_alone(outbox: Outbox) -> None:
    lost, failed, left, waiting, done = (outbox.row() for _ in range(5))
    outbox.sql("DELETE FROM procrastinate_jobs WHERE lock = ANY(%s)", [str(lost), str(done)])
    outbox.sql("UPDATE procrastinate_jobs SET status = 'failed' WHERE lock = %s", str(failed))
    outbox.doing(left, silent="1 second")
    outbox.sql("UPDATE utboks SET tilstand = 'sendt' WHERE id = %s", done)
    assert requeue_orphans(outbox.engine) == 2
    assert outbox.jobs(lost) == ["todo"]
    assert outbox.jobs(failed) == ["failed", "todo"]
    assert outbox.jobs(left) == ["doing"]
    assert outbox.jobs(waiting) == ["todo"]
    assert outbox.jobs(done) == []
    assert requeue_orphans(outbox.engine) == 0


def test_a_mail_left_while_sending_is_undecided_and_files_are_made_again(outbox: Outbox) -> None:
    mail, files = (outbox.row(slag, tilstand=Utbokstilstand.SENDER, forsoek=1) for slag in (SLAG, EHF))
    with outbox.app.app_context():
        for row_id in (mail, files):
            run_row(outbox.engine, tenant_id=outbox.tenant_id, utboks_id=row_id)
    assert outbox.state(mail) == ("usikker", 1)
    assert outbox.state(files)[1] == 2


def test_what_kills_the_worker_each_time_is_given_up(outbox: Outbox) -> None:
    row_id = outbox.row(EHF, tilstand=Utbokstilstand.SENDER, forsoek=MAX_TRIES)
    run_row(outbox.engine, tenant_id=outbox.tenant_id, utboks_id=row_id)
    assert outbox.state(row_id) == ("feilet", MAX_TRIES)


def test_a_worker_that_cannot_write_a_job_s_end_ends_itself(outbox: Outbox) -> None:
    """It would live on beside a job that is marked as its own for ever."""
    row_id, queue = outbox.row(), outbox.queue()

    async def refuse(*_args: Any, **_values: Any) -> None:
        raise ConnectorException

    queue.job_manager.finish_job = refuse  # type: ignore[method-assign]
    assert asyncio.run(worker._run(queue, 1)) == 1
    assert outbox.jobs(row_id) == ["doing"]
    outbox.rescue()
    assert outbox.jobs(row_id) == ["todo"], "signed off: rescued without waiting for silence"


def test_a_job_that_meets_a_database_that_is_away_is_tried_again(outbox: Outbox) -> None:
    """The database is gone while the row is taken; a moment later it is done."""
    row_id, queue = outbox.row(), outbox.queue()
    outbox.sql("ALTER TABLE utboks RENAME TO utboks_borte")

    async def work() -> None:
        async with queue.open_async():
            await queue.run_worker_async(queues=["utboks"], wait=False, delete_jobs="successful")

    asyncio.run(work())
    outbox.sql("ALTER TABLE utboks_borte RENAME TO utboks")
    assert outbox.jobs(row_id) == ["todo"]
    outbox.sql("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    asyncio.run(work())
    assert outbox.state(row_id) == ("sendt", 1)
    assert outbox.jobs(row_id) == []
