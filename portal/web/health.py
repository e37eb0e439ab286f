"""`/helse/live`, `/helse/klar` and `/metrics`: what a load balancer asks. Readiness tells the truth or says no."""

import shutil
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.db.clock import now
from portal.db.migrate import head

room = Blueprint("helse", __name__)
#: The worker writes its heartbeat more often than this.
WORKER_SILENCE = timedelta(seconds=60)
#: Share of the disk that must be free.
DISK_FREE = 0.10


@room.get("/helse/live")
def live() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@room.get("/helse/klar")
def klar() -> tuple[Response, int]:
    """Database, schema head, worker heartbeat, disk. 503 with the names of what is wrong."""
    faults = _database_faults() + _disk_faults()
    return jsonify(status="feil" if faults else "ok", feil=faults), 503 if faults else 200


@room.get("/metrics")
def metrics() -> Response:
    """Prometheus; serve it to the inside only (docs/drift.md)."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _database_faults() -> list[str]:
    engine = current_app.extensions["engine"].execution_options(scope="health")
    try:
        with engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            beat: Any = connection.scalar(text("SELECT portal_privat.siste_hjerteslag()"))
    except SQLAlchemyError:
        return ["database"]
    faults = [] if version == head() else ["skjema"]
    if beat is None or now() - beat > WORKER_SILENCE:
        faults.append("worker")
    return faults


def _disk_faults() -> list[str]:
    settings = current_app.extensions["settings"]
    usage = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else settings.root)
    return [] if usage.free / usage.total >= DISK_FREE else ["disk"]
