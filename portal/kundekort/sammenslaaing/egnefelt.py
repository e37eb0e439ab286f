"""The own fields of two cards: what the remaining one has is kept, what it lacks is taken from the other."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.kundekort.models import Feltverdier


def fill_blanks(session: Session, *, kunde_id: UUID, fra_id: UUID) -> dict[str, Any]:
    """Copy the values `kunde_id` has none of; answers field → what was written. One statement and the write."""
    held = _locked(session, kunde_id, fra_id)
    source, target = held.get(fra_id), held.get(kunde_id)
    own = target.verdier if target else {}
    taken = {key: value for key, value in (source.verdier if source else {}).items() if key not in own}
    if taken and target is None:
        target = Feltverdier(id=uuid7(), kunde_id=kunde_id, versjon=0)
        session.add(target)
    if taken and target is not None:
        target.verdier, target.endret_tid = {**own, **taken}, now()
        target.versjon += 1
    return taken


def take_out(session: Session, *, kunde_id: UUID, taken: Mapping[str, Any]) -> None:
    """Take away what was copied, where nobody has changed it since."""
    row = _locked(session, kunde_id).get(kunde_id) if taken else None
    if row is not None:
        row.verdier = {
            key: value for key, value in row.verdier.items() if key not in taken or taken[key] != value
        }
        row.endret_tid = now()
        row.versjon += 1


def _locked(session: Session, *ids: UUID) -> dict[UUID, Feltverdier]:
    stmt = select(Feltverdier).where(Feltverdier.kunde_id.in_(ids)).order_by(Feltverdier.kunde_id)
    rows = session.scalars(stmt.with_for_update().execution_options(populate_existing=True))
    return {row.kunde_id: row for row in rows if row.kunde_id is not None}
