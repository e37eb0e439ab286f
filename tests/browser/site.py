"""The real app on a port, against a clone with real commits, with a worker beside it."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.serving import make_server

from portal.app import create_app
from portal.settings import Settings
from portal.worker import make_queue
from tests.support.client import tenant_ids
from tests.support.database import CONTEXT_KEY, FIELD_KEY, Database


@dataclass
class Site:
    """A running portal. `engine` looks into its database as the app does."""

    address: str
    app: Flask
    engine: Engine
    tenants: dict[str, int]

    def url(self, path: str, slug: str = "nordvik") -> str:
        return f"{self.address}/{slug}{path}"


@contextlib.contextmanager
def running_site(database: Database, folder: Path) -> Iterator[Site]:
    """Web in threads, worker in its own loop; both stop with the block."""
    settings = Settings.from_env(
        {
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_CONTEXT_KEY": CONTEXT_KEY.hex(),
            "PORTAL_FIELD_KEY": FIELD_KEY.hex(),
            "PORTAL_DEMO": "ja",
        }
    )
    engine = database.engine(pool_size=6)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(settings, engine=engine)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://localhost:{server.server_port}"
    app.extensions["settings"] = replace(settings, base_url=address)
    web = threading.Thread(target=server.serve_forever, name="web")
    web.start()
    try:
        with _worker(database, settings):
            yield Site(address, app, engine, tenant_ids(engine))
    finally:
        server.shutdown()
        web.join()
        server.server_close()
        engine.dispose()


@contextlib.contextmanager
def _worker(database: Database, settings: Settings) -> Iterator[None]:
    url = database.url("portal_worker")
    engine = database.engine("portal_worker")
    queue = make_queue(url, create_app(settings, engine=engine))
    loop = asyncio.new_event_loop()
    stop = threading.Event()

    async def work() -> None:
        async with queue.open_async():
            running = asyncio.create_task(
                queue.run_worker_async(
                    queues=["utboks"],
                    concurrency=1,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    fetch_job_polling_interval=0.5,
                    update_heartbeat_interval=5.0,
                    stalled_worker_timeout=30.0,
                )
            )
            while not stop.is_set() and not running.done():
                await asyncio.sleep(0.1)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        loop.close()
        engine.dispose()


def wait_for_outbox(site: Site, tenant: str = "nordvik", *, seconds: float = 20) -> None:
    """Return when the worker has nothing left to do for this agency."""
    waiting = threading.Event()
    for _ in range(int(seconds * 10)):
        with site.engine.connect().execution_options(tenant=site.tenants[tenant]) as connection:
            left = connection.scalar(text("SELECT count(*) FROM utboks WHERE tilstand IN ('ny', 'sender')"))
        if not left:
            return
        waiting.wait(0.1)
    raise AssertionError(f"the worker did not finish: {left} rows left")
