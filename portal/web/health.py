"""`/helse/live`, `/helse/klar` and `/metrics`: what machines around us ask. Readiness says the truth or no."""

import shutil
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.db.clock import now
from portal.db.migrate import head
from portal.errors import NotFound
from portal.web import metrics
from portal.web.metrics import Figure

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


@room.get("/metrics", endpoint="metrics")
def show_metrics() -> Response:
    """Prometheus: with the token, or from this machine itself; to others the page does not exist."""
    if not metrics.may_read():
        raise NotFound("metrics")
    return Response(metrics.render(), content_type=CONTENT_TYPE_LATEST)


def figures() -> list[Figure]:
    """Whether the database answers, and how long the worker has been silent; without a worker ever, no number."""
    try:
        _version, beat = _ask()
    except SQLAlchemyError:
        return [Figure("portal_database_up", "1 when the database answers.", None, {"": 0})]
    age = {"": (now() - beat).total_seconds()} if beat is not None else {}
    return [
        Figure("portal_database_up", "1 when the database answers.", None, {"": 1}),
        Figure("portal_worker_heartbeat_age_seconds", "Seconds since a worker was heard.", None, age),
    ]


def _ask() -> tuple[str | None, datetime | None]:
    """The schema's version and the last heartbeat."""
    engine = current_app.extensions["engine"].execution_options(scope="health")
    with engine.connect() as connection:
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        beat: Any = connection.scalar(text("SELECT portal_privat.siste_hjerteslag()"))
    return version, beat


def _database_faults() -> list[str]:
    try:
        version, beat = _ask()
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
