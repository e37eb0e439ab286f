"""One outbox row from `ny` to its end: mark, commit, act, mark. A kill in between is seen and never hidden (law 10)."""

from uuid import UUID, uuid5

import structlog
from sqlalchemy import Engine, select, text, update

from portal.db.clock import now, today
from portal.errors import Refused, Unavailable
from portal.jobs import handlers
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.outbox import enqueue
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session

log = structlog.get_logger(__name__)
MAX_TRIES = 8
#: Names the keys of the night's rows.
NIGHT = UUID("6f1d0a52-6c39-5d0e-9a53-3f3c6a1f9b11")
#: `lock` of a job is the id of its row (legg_i_koe).
NO_JOB = (
    "NOT EXISTS (SELECT 1 FROM procrastinate_jobs AS jobb"
    " WHERE jobb.lock = utboks.id::text AND jobb.status IN ('todo', 'doing'))"
)


def run_row(engine: Engine, *, tenant_id: int, utboks_id: UUID) -> Utbokstilstand | None:
    """Run one row; answers its new state, None when there was nothing to do.

    A row found in `sender` was left by a killed worker: repeatable handlers run again, others become `usikker`. One
    that has been left MAX_TRIES times is what kills the worker: `feilet`.
    """
    taken = _take(engine, tenant_id, utboks_id)
    if taken is not Utbokstilstand.SENDER:
        return taken
    try:
        with tenant_session(engine, tenant_id=tenant_id) as session:
            row = session.scalars(select(Utboks).where(Utboks.id == utboks_id)).one()
            handlers.run(session, row=row)
            row.tilstand, row.sendt_tid, row.feil = Utbokstilstand.SENDT, now(), ""
            session.commit()
    except (Unavailable, handlers.NotYet) as error:
        return _again(engine, tenant_id, utboks_id, error)
    except Refused as error:
        # The other side said no for good: nothing left, and another try would get the same answer.
        return _mark(engine, tenant_id, utboks_id, Utbokstilstand.FEILET, str(error.sentence))
    except Exception as error:
        log.warning("outbox", utboks_id=str(utboks_id), error=type(error).__name__, exc_info=error)
        with tenant_session(engine, tenant_id=tenant_id) as session:
            row = session.scalars(select(Utboks).where(Utboks.id == utboks_id)).one()
            repeatable = handlers.find(row).repeatable and not isinstance(error, handlers.Uncertain)
        if repeatable:
            return _later(engine, tenant_id, utboks_id, type(error).__name__)
        return _mark(engine, tenant_id, utboks_id, Utbokstilstand.USIKKER, type(error).__name__)
    return Utbokstilstand.SENDT


def _take(engine: Engine, tenant_id: int, utboks_id: UUID) -> Utbokstilstand | None:
    with tenant_session(engine, tenant_id=tenant_id) as session:
        row = session.scalar(select(Utboks).where(Utboks.id == utboks_id).with_for_update())
        if row is None or row.tilstand not in {Utbokstilstand.NY, Utbokstilstand.SENDER}:
            return None
        if row.tilstand is Utbokstilstand.SENDER and not handlers.find(row).repeatable:
            row.tilstand, row.feil = Utbokstilstand.USIKKER, "worker stopped while sending"
        elif row.tilstand is Utbokstilstand.SENDER and row.forsoek >= MAX_TRIES:
            row.tilstand, row.feil = Utbokstilstand.FEILET, f"worker stopped {row.forsoek} times"
        else:
            row.tilstand, row.forsoek = Utbokstilstand.SENDER, row.forsoek + 1
        state = row.tilstand
        session.commit()
        return state


def _again(
    engine: Engine, tenant_id: int, utboks_id: UUID, error: Unavailable | handlers.NotYet
) -> Utbokstilstand:
    if isinstance(error, handlers.NotYet):
        return _wait(engine, tenant_id, utboks_id, error.seconds)
    return _later(engine, tenant_id, utboks_id, str(error.sentence) or type(error).__name__)


def _later(engine: Engine, tenant_id: int, utboks_id: UUID, why: str) -> Utbokstilstand:
    """Back to `ny` with a growing delay, or `feilet` after MAX_TRIES; a person may start it again."""
    with tenant_session(engine, tenant_id=tenant_id) as session:
        row = session.scalars(select(Utboks).where(Utboks.id == utboks_id)).one()
        row.feil = why[:500]
        row.tilstand = Utbokstilstand.FEILET if row.forsoek >= MAX_TRIES else Utbokstilstand.NY
        if row.tilstand is Utbokstilstand.NY:
            delay = min(15 * 2**row.forsoek, 3600)
            session.execute(
                text("SELECT portal_privat.legg_i_koe(:row, :delay)"), {"row": utboks_id, "delay": delay}
            )
        state = row.tilstand
        session.commit()
        return state


def _wait(engine: Engine, tenant_id: int, utboks_id: UUID, seconds: int) -> Utbokstilstand:
    """Back to `ny` until its time comes, as if it had not been taken."""
    with tenant_session(engine, tenant_id=tenant_id) as session:
        row = session.scalars(select(Utboks).where(Utboks.id == utboks_id)).one()
        row.tilstand, row.forsoek = Utbokstilstand.NY, row.forsoek - 1
        session.execute(
            text("SELECT portal_privat.legg_i_koe(:row, :delay)"), {"row": utboks_id, "delay": seconds}
        )
        session.commit()
    return Utbokstilstand.NY


def _mark(engine: Engine, tenant_id: int, utboks_id: UUID, state: Utbokstilstand, why: str) -> Utbokstilstand:
    with tenant_session(engine, tenant_id=tenant_id) as session:
        session.execute(update(Utboks).where(Utboks.id == utboks_id).values(tilstand=state, feil=why[:500]))
        session.commit()
    return state


def requeue_orphans(engine: Engine) -> int:
    """Rows that are not finished and that no job holds go back in the queue; answers how many.

    The row is the truth, the job only its reminder: a job that failed because the database went away, or that was
    lost in any other way, would otherwise leave its row waiting for ever. Row and job are written and read in one
    transaction each, so a row on its ordinary way is never seen here. One statement per agency, as the worker's role.
    """
    with engine.execution_options(scope="resolve").connect() as connection:
        tenant_ids = connection.scalars(select(Tenant.id).order_by(Tenant.id)).all()
    found = 0
    for tenant_id in tenant_ids:
        with tenant_session(engine, tenant_id=tenant_id) as session:
            orphans = session.scalars(
                select(Utboks.id)
                .where(Utboks.tilstand.in_([Utbokstilstand.NY, Utbokstilstand.SENDER]), text(NO_JOB))
                .order_by(Utboks.opprettet_tid)
                .limit(500)
            ).all()
            for utboks_id in orphans:
                session.execute(text("SELECT portal_privat.legg_i_koe(:row, 0)"), {"row": utboks_id})
            session.commit()
        found += len(orphans)
    if found:
        log.warning("outbox_orphans", rows=found)
    return found


def enqueue_nightly(engine: Engine) -> int:
    """Put the night's rows in the queue of every agency; answers how many. Once a day, however often it is called."""
    with engine.execution_options(scope="resolve").connect() as connection:
        tenant_ids = connection.scalars(select(Tenant.id).order_by(Tenant.id)).all()
    dag, count = today().isoformat(), 0
    for tenant_id in tenant_ids:
        with tenant_session(engine, tenant_id=tenant_id) as session:
            for slag, data in handlers.each_night():
                enqueue(session, slag, key=uuid5(NIGHT, f"{slag} {sorted(data.items())} {dag}"), **data)
                count += 1
            session.commit()
    return count
