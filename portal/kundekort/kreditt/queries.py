"""Assessments of one customer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.kundekort.models import Kredittvurdering, Kunde
from portal.kundekort.registry import kredittbruk
from portal.kundekort.tree import subtree

#: The newest, which is what one asks about; a customer has a few in its life.
MOST = 100


def list_vurderinger(session: Session, *, kunde_id: UUID) -> Sequence[Kredittvurdering]:
    """The newest first. One statement."""
    stmt = select(Kredittvurdering).where(Kredittvurdering.kunde_id == kunde_id)
    newest = stmt.order_by(Kredittvurdering.dato.desc(), Kredittvurdering.id.desc())
    return session.scalars(newest.limit(MOST)).all()


def get_kredittkunde(
    session: Session, *, kunde_id: UUID, permissions: frozenset[str]
) -> tuple[Kunde, int | None]:
    """The customer, and the øre of it and all below that count against its limit. One statement. Raises NotFound.

    None when the reader may not see what a customer owes.
    """
    counted = kredittbruk.allowed(permissions)
    ned = subtree(kunde_id)
    gone = select(Kunde.id).join(ned, ned.c.id == Kunde.slaatt_sammen_med_id)
    tree = union(select(ned.c.id), gone)
    sums = [entry.oere(lambda column: column.in_(tree)) for entry in counted]
    stmt = select(Kunde, *sums).where(Kunde.id == kunde_id).execution_options(populate_existing=True)
    row = session.execute(stmt).one_or_none()
    if row is None:
        raise NotFound(f"kunde {kunde_id}")
    return row[0], sum(int(value or 0) for value in row[1:]) if counted else None
