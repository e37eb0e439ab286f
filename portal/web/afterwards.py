"""What is written apart from the request's own transaction: session touch, read log, tries at signing in.

Each on its own connection and committed here. The first two run after the response; the tries must be kept even when
the page they belong to is refused.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, current_app, g
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.models import Leselogg
from portal.db.clock import now
from portal.db.types import uuid7
from portal.identity import sessions
from portal.tenancy.session import tenant_session


def write_apart(write: Callable[[Session], Any]) -> None:
    """Run `write(session)` in a transaction of its own and commit."""
    with tenant_session(current_app.extensions["engine"], tenant_id=g.tenant.id) as session:
        write(session)
        session.commit()


def note_read(subject_kind: str, subject_id: UUID, what: str) -> None:
    """Say that the request shows someone's personal data; written when the response has gone."""
    g.setdefault("reads", []).append((subject_kind, subject_id, what))


def write_afterwards(response: Response) -> Response:
    """`after_request`: touch the session and write the read log when the response is on its way."""
    reads = g.pop("reads", []) if response.status_code < 400 else []
    who = current_user if g.get("tenant") is not None and current_user.is_authenticated else None
    if who is None:
        return response
    stale = who.sist_sett_tid is not None and now() - who.sist_sett_tid > sessions.TOUCH
    if not stale and not reads:
        return response
    engine, tenant_id, oekt_id, actor = current_app.extensions["engine"], g.tenant.id, who.oekt_id, who.actor

    def write() -> None:
        with tenant_session(engine, tenant_id=tenant_id) as session:
            if stale:
                sessions.touch(session, oekt_id=oekt_id)
            session.add_all(
                Leselogg(
                    id=uuid7(),
                    tid=now(),
                    aktoer_slag=actor.slag,
                    aktoer_id=actor.id,
                    subjekt_slag=kind,
                    subjekt_id=subject_id,
                    hva=what,
                )
                for kind, subject_id, what in reads
            )
            session.commit()

    response.call_on_close(write)
    return response
