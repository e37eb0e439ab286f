"""The worker process: procrastinate fetches jobs, each runs one outbox row in its tenant's scope.

The tenant comes from the job row, stamped by the database when it was enqueued (sikkerhet-drift.md A10).
"""

import argparse
import asyncio
from uuid import UUID

import procrastinate
import structlog
from flask import Flask
from procrastinate.jobs import Status

from portal.app import create_app
from portal.db.embedded import role_url
from portal.jobs.runner import run_row
from portal.settings import Settings
from portal.tenancy.context import make_engine

log = structlog.get_logger(__name__)
#: Seconds without heartbeat before a worker counts as killed.
SILENT = 30


def make_queue(url: str, app: Flask) -> procrastinate.App:
    """Procrastinate on a direct connection (LISTEN does not pass a transaction pooler)."""
    connector = procrastinate.PsycopgConnector(conninfo=url.replace("postgresql+psycopg://", "postgresql://"))
    queue = procrastinate.App(connector=connector)
    engine = app.extensions["engine"]

    @queue.task(name="portal.utboks", queue="utboks")
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
                await queue.job_manager.retry_job(job)
        await queue.job_manager.prune_stalled_workers(SILENT)

    return queue


async def _run(queue: procrastinate.App, concurrency: int) -> None:
    async with queue.open_async():
        await queue.run_worker_async(
            queues=["utboks", "redning"],
            concurrency=concurrency,
            delete_jobs="successful",
            shutdown_graceful_timeout=60,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=5.0,
            stalled_worker_timeout=float(SILENT),
        )


def main(argv: list[str]) -> int:
    """`python -m portal worker`: until SIGTERM, then finishes what it holds."""
    parser = argparse.ArgumentParser(prog="portal worker", description="Sender e-post, lager PDF og EHF.")
    parser.add_argument("--samtidig", type=int, default=2, help="hvor mange jobber på en gang")
    arguments = parser.parse_args(argv)
    settings = Settings.from_env()
    url = role_url(settings, "portal_worker")
    engine = make_engine(url, context_key=settings.context_key, pool_size=arguments.samtidig + 1)
    app = create_app(settings, engine=engine)
    asyncio.run(_run(make_queue(url, app), arguments.samtidig))
    return 0
