"""How the outbox stands, over all agencies: for those who watch the installation. Sums, never whose."""

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal.db.clock import now
from portal.jobs.models import Utboks, Utbokstilstand
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session
from portal.web.metrics import Figure

#: What has left is history and is not counted.
OPEN = (Utbokstilstand.NY, Utbokstilstand.SENDER, Utbokstilstand.FEILET, Utbokstilstand.USIKKER)


def figures(engine: Engine) -> list[Figure]:
    """Rows by state, and the age of the oldest that waits. One statement an agency: the walls hold here too."""
    counts = dict.fromkeys(OPEN, 0)
    oldest = now()
    try:
        for tenant_id in _tenants(engine):
            with tenant_session(engine, tenant_id=tenant_id) as session:
                rows = session.execute(
                    select(Utboks.tilstand, func.count(), func.min(Utboks.opprettet_tid))
                    .where(Utboks.tilstand.in_(OPEN))
                    .group_by(Utboks.tilstand)
                ).all()
            for state, count, first in rows:
                counts[state] += count
                if state is Utbokstilstand.NY:
                    oldest = min(oldest, first)
    except SQLAlchemyError:
        return []  # that the database is away is told by portal_database_up
    return [
        Figure(
            "portal_outbox_rows", "Rows that have not left.", "state", {str(k): v for k, v in counts.items()}
        ),
        Figure(
            "portal_outbox_oldest_seconds",
            "Age of the oldest row that waits.",
            None,
            {"": max(0.0, (now() - oldest).total_seconds())},
        ),
    ]


def _tenants(engine: Engine) -> list[int]:
    with engine.execution_options(scope="resolve").connect() as connection:
        return list(connection.scalars(select(Tenant.id).order_by(Tenant.id)))
