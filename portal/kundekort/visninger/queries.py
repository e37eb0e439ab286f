"""The actor's own saved views, and those he may use. The list of customers reads its own (`list_valgbare`)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, false, func, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.one import get_one
from portal.db.sorting import sort_key
from portal.kundekort.models import Deling, LagretVisning, Visningsslag
from portal.kundekort.utvalg import Leser, shared_with


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


def list_visninger(session: Session, *, slag: Visningsslag, leser: Leser) -> list[Row[*tuple[Any, ...]]]:
    """(id, navn, filter, er_min, er_delt) of what the reader has and shares, by name. One statement."""
    rows = session.execute(
        select(
            LagretVisning.id,
            LagretVisning.navn,
            LagretVisning.filter,
            func.coalesce(LagretVisning.bruker_id == leser.bruker_id, false()).label("er_min"),
            (LagretVisning.deling != Deling.MEG).label("er_delt"),
        )
        .where(LagretVisning.slag == slag, shared_with(LagretVisning, leser))
        .limit(100)
    )
    return sorted(rows.all(), key=lambda row: sort_key(row.navn))


def is_name_taken(session: Session, *, slag: Visningsslag, navn: str, unntatt: UUID | None) -> bool:
    """The actor has another view of this kind and name. One statement."""
    stmt = select(LagretVisning.id).where(
        LagretVisning.bruker_id == actor_of(session).id,
        LagretVisning.slag == slag,
        LagretVisning.navn == navn,
    )
    if unntatt is not None:
        stmt = stmt.where(LagretVisning.id != unntatt)
    return session.scalar(stmt.limit(1)) is not None
