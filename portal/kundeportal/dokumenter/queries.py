"""Shared documents; the session's scope and the share flag narrow the read (portal/filestore/queries.py)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.filestore.models import Dokument, Dokumentslag
from portal.filestore.queries import select_dokumenter

#: Invoices and credit notes have their own page and their own right.
_SALES = (Dokumentslag.FAKTURA, Dokumentslag.KREDITNOTA)


def list_delte(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Newest first, at most two hundred; never invoices or credit notes. One statement."""
    stmt = select_dokumenter(session).where(Dokument.slag.not_in(_SALES))
    return session.execute(stmt.order_by(Dokument.opprettet_tid.desc(), Dokument.id.desc()).limit(200)).all()


def require_delt(session: Session, *, dokument_id: UUID) -> None:
    """Refuse what the list would not show: the right to documents is not the right to invoices. Raises NotFound."""
    stmt = select_dokumenter(session).where(Dokument.id == dokument_id, Dokument.slag.not_in(_SALES))
    if session.execute(stmt).one_or_none() is None:
        raise NotFound(f"dokument {dokument_id}")
