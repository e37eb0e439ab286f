"""The icons the agency has chosen for the roles of contacts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kundekort.models import Rolleikon


def list_valgte(session: Session, *, lock: bool = False) -> Sequence[Rolleikon]:
    """The choices that were made, fresh. One statement."""
    stmt = select(Rolleikon).order_by(Rolleikon.rolle).execution_options(populate_existing=True)
    return session.scalars(stmt.with_for_update() if lock else stmt).all()
