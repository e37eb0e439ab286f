"""Assessments of one customer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kundekort.models import Kredittvurdering

#: The newest, which is what one asks about; a customer has a few in its life.
MOST = 100


def list_vurderinger(session: Session, *, kunde_id: UUID) -> Sequence[Kredittvurdering]:
    """The newest first. One statement."""
    stmt = select(Kredittvurdering).where(Kredittvurdering.kunde_id == kunde_id)
    newest = stmt.order_by(Kredittvurdering.dato.desc(), Kredittvurdering.id.desc())
    return session.scalars(newest.limit(MOST)).all()
