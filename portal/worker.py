"""The worker process: procrastinate fetches jobs, each runs one outbox row in its tenant's scope.

The tenant comes from the job row, stamped by the database when it was enqueued (sikkerhet-drift.md A10).
"""

import argparse
import asyncio
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from flask import Flask
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from portal.app import create_app
from portal.db.embedded import role_url
from portal.errors import Unavailable
from portal.jobs.runner import enqueue_nightly, requeue_orphans, run_row
from portal.messaging.innkommende import fetch_round
from portal.settings import Settings
from portal.tenancy.context import make_engine

log = structlog.get_logger(__name__)
#: Seconds without heartbeat before a worker counts as killed.
SILENT = 30
#: A row's own troubles are `run_row`'s; what escapes it is a database that is away, mostly for seconds: 2, 4, 8 …
AGAIN = procrastinate.RetryStrategy(max_attempts=6, exponential_wait=2)


def make_queue(url: str, app: Flask) -> procrastinate.App:
    """Procrastinate on a direct connection (LISTEN does not pass a transaction pooler)."""
    connector = procrastinate.PsycopgConnector(conninfo=url.replace("postgresql+psycopg://", "postgresql://"))
    queue = procrastinate.App(connector=connector)
    engine = app.extensions["engine"]

    @queue.task(name="portal.utboks", queue="utboks", retry=AGAIN)
    def utboks(tenant_id: int, utboks_id: str) -> None:
        with app.app_context():
            run_row(engine, tenant_id=tenant_id, utboks_id=UUID(utboks_id))

    @queue.periodic(cron="* * * * * */10")
    @queue.task(name="portal.redning", queue="redning", queueing_lock="redning")
    async def redning(timestamp: int) -> None:
        """Jobs of killed workers go back in the queue; without this they stay «doing» for ever."""
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            if job.status == Status.DOING.value:
                log.warning("rescued", job=job.id, timestamp=timestamp)
                await _rescue(queue, job)
        await queue.job_manager.prune_stalled_workers(SILENT)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="portal.ettersyn", queue="redning", queueing_lock="ettersyn")
    def ettersyn(timestamp: int) -> None:
        """Rows whose job is gone get a new one."""
        requeue_orphans(engine)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="portal.innboks", queue="innboks", queueing_lock="innboks", lock="innboks")
    def innboks(timestamp: int) -> None:
        """Mail that has come in. A box that does not answer is asked again in a minute."""
        with app.app_context():
            try:
                fetch_round(engine)
            except Unavailable as silent:
                log.warning("mail_box_silent", reason=str(silent.sentence), timestamp=timestamp)

    @queue.periodic(cron="17 2 * * *")
    @queue.task(name="portal.natt", queue="redning", queueing_lock="natt")
    def natt(timestamp: int) -> None:
        """What is done every night, one row for each agency and kind."""
        with app.app_context():
            log.info("night", rows=enqueue_nightly(engine), timestamp=timestamp)

    return queue


async def _rescue(queue: procrastinate.App, job: Job) -> None:
    """Back in the queue. One job that cannot go back must not keep the others from it."""
    try:
        await queue.job_manager.retry_job(job)
    except UniqueViolation:
        # A newer job for the same row waits already, and waits for this one's lock: the worker was killed between
        # putting the row back and ending its job.
        await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    except ConnectorException as error:
        log.warning(
            "not_rescued", job=job.id, exc_info=error
        )  # ended meanwhile, by a worker that was only slow


async def _run(queue: procrastinate.App, concurrency: int) -> int:
    """Work until told to stop. 1 when a job's end could not be written: no heartbeat would ever betray that job."""
    async with queue.open_async():
        work = asyncio.create_task(
            queue.run_worker_async(
                queues=["utboks", "redning", "innboks"],
                concurrency=concurrency,
                delete_jobs="successful",
                shutdown_graceful_timeout=60,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=5.0,
                stalled_worker_timeout=float(SILENT),
            )
        )

        def unhandled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            loop.default_exception_handler(context)
            future = context.get("future")
            lost = isinstance(future, asyncio.Task) and future.get_name().startswith("process job")
            if lost and not work.cancelling():  # a second cancel would cut the signing off short
                work.cancel()  # it signs off; jobs of a worker that has signed off are rescued at once

        asyncio.get_running_loop().set_exception_handler(unhandled)
        try:
            await work
        except asyncio.CancelledError:
            return 1
        return 0


def main(argv: list[str]) -> int:
    """`python -m portal worker`: until SIGTERM, then finishes what it holds."""
    parser = argparse.ArgumentParser(prog="portal worker", description="Sender e-post, lager PDF og EHF.")
    parser.add_argument("--samtidig", type=int, default=2, help="hvor mange jobber på en gang")
    arguments = parser.parse_args(argv)
    settings = Settings.from_env()
    url = role_url(settings, "portal_worker")
    engine = make_engine(url, context_key=settings.context_key, pool_size=arguments.samtidig + 1)
    app = create_app(settings, engine=engine)
    return asyncio.run(_run(make_queue(url, app), arguments.samtidig))
