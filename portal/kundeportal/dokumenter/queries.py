"""Shared documents; the session's scope and the share flag narrow the read (portal/filestore/queries.py)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.filestore.models import Dokument, Dokumentslag
from portal.filestore.queries import select_dokumenter


def list_delte(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Newest first, at most two hundred; invoices have their own page. One statement."""
    stmt = select_dokumenter(session).where(Dokument.slag != Dokumentslag.FAKTURA)
    return session.execute(stmt.order_by(Dokument.opprettet_tid.desc(), Dokument.id.desc()).limit(200)).all()
