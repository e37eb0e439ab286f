"""The agency's list of timesheets. One statement a page."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.oppdrag.models import Timeliste, Timelistetilstand
from portal.oppdrag.queries_timer import select_timelister
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark


def list_timelister(
    session: Session,
    *,
    tilstand: Timelistetilstand | None,
    kunde_id: UUID | None = None,
    etter: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row[*tuple[Any, ...]]]:
    """Newest first. One statement, whatever the number of rows."""
    stmt = select_timelister()
    if tilstand is not None:
        stmt = stmt.where(Timeliste.tilstand == tilstand)
    if kunde_id is not None:
        stmt = stmt.where(Timeliste.kunde_id == kunde_id)
    if (mark := read_mark(etter, UUID)) is not None:
        stmt = stmt.where(Timeliste.id < mark[0])
    rows = session.execute(stmt.order_by(Timeliste.id.desc()).limit(size + 1)).all()
    return cut(rows, mark=lambda row: (row.id,), size=size)
