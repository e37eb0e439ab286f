"""What is written besides the request's own work: session touch and read log, after the response and committed here."""

from collections.abc import Callable

from flask import Response, current_app, g
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.identity import sessions
from portal.tenancy.session import tenant_session

Write = Callable[[Session], None]


def keep_counters() -> None:
    """Commit this request although its page is refused: all it wrote is the count of a failed try.

    Only pages that ask for a password or a code may call it. In the same transaction as the check, so that tries sent
    at once count each.
    """
    g.keep_counters = True


def afterwards(write: Write) -> None:
    """Run `write(session)` when the response has gone, unless the request was refused."""
    g.setdefault("afterwards", []).append(write)


def write_afterwards(response: Response) -> Response:
    """`after_request`: touch the session and do what was asked for when the response is on its way."""
    writes: list[Write] = g.pop("afterwards", []) if response.status_code < 400 else []
    who = current_user if g.get("tenant") is not None and current_user.is_authenticated else None
    if who is None:
        return response
    if who.sist_sett_tid is not None and now() - who.sist_sett_tid > sessions.TOUCH:
        oekt_id = who.oekt_id
        writes.append(lambda session: sessions.touch(session, oekt_id=oekt_id))
    if not writes:
        return response
    engine, tenant_id = current_app.extensions["engine"], g.tenant.id

    def write() -> None:
        with tenant_session(engine, tenant_id=tenant_id) as session:
            for each in writes:
                each(session)
            session.commit()

    response.call_on_close(write)
    return response
