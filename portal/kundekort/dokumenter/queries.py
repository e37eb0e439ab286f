"""The documents of one customer."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, tuple_
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.filestore.models import Dokument, Dokumentslag
from portal.filestore.queries import get_dokument, select_dokumenter
from portal.web.paging import PAGE_SIZE, Page, cut, moment, read_mark


def list_dokumenter(
    session: Session, *, kunde_id: UUID, slag: Dokumentslag | None = None, etter: str | None = None
) -> Page[Row[Any]]:
    """Newest first, with the newest version of each. One statement."""
    stmt = select_dokumenter(session).where(Dokument.kunde_id == kunde_id)
    if slag is not None:
        stmt = stmt.where(Dokument.slag == slag)
    if mark := read_mark(etter, moment, UUID):
        stmt = stmt.where(tuple_(Dokument.opprettet_tid, Dokument.id) < mark)
    rows = session.execute(
        stmt.order_by(Dokument.opprettet_tid.desc(), Dokument.id.desc()).limit(PAGE_SIZE + 1)
    ).all()
    return cut(rows, mark=lambda row: (row.opprettet_tid.isoformat(), row.id))


def get_kundedokument(session: Session, *, kunde_id: UUID, dokument_id: UUID, lock: bool = False) -> Dokument:
    """A document of this very customer; one statement. Raises NotFound."""
    dokument = get_dokument(session, dokument_id=dokument_id, lock=lock)
    if dokument.kunde_id != kunde_id:
        raise NotFound(f"dokument {dokument_id} of kunde {kunde_id}")
    return dokument
