"""What is written besides the request's own work: session touch and read log, after the response and committed here."""

from uuid import UUID

from flask import Response, current_app, g
from flask_login import current_user

from portal.audit.models import Leselogg
from portal.db.clock import now
from portal.db.types import uuid7
from portal.identity import sessions
from portal.tenancy.session import tenant_session


def keep_counters() -> None:
    """Commit this request although its page is refused: all it wrote is the count of a failed try.

    Only the sign-in pages may call it. In the same transaction as the check, so that tries sent at once count each.
    """
    g.keep_counters = True


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
