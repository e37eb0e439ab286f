"""The actor's own saved views. What he may use of others' comes with the list (`kunder.queries.list_valgbare`)."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.one import get_one
from portal.kundekort.models import LagretVisning


def get_egen_visning(session: Session, *, visning_id: UUID, lock: bool = False) -> LagretVisning:
    """One of the actor's own views, fresh. Raises NotFound, also for a view that others share with him."""
    return get_one(
        session,
        LagretVisning,
        LagretVisning.id == visning_id,
        LagretVisning.bruker_id == actor_of(session).id,
        lock=lock,
    )


def count_egne(session: Session) -> int:
    """How many views the actor has. One statement."""
    stmt = select(func.count()).select_from(LagretVisning)
    return session.scalar(stmt.where(LagretVisning.bruker_id == actor_of(session).id)) or 0


def is_name_taken(session: Session, *, navn: str, unntatt: UUID | None) -> bool:
    """The actor has another view of this name. One statement."""
    stmt = select(LagretVisning.id).where(
        LagretVisning.bruker_id == actor_of(session).id, LagretVisning.navn == navn
    )
    if unntatt is not None:
        stmt = stmt.where(LagretVisning.id != unntatt)
    return session.scalar(stmt.limit(1)) is not None
