"""Counts for the card; the rows are those of oppdrag/lister.py."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.models import Kunde
from portal.kundekort.tree import subtree
from portal.oppdrag.models import LedigStilling, Stillingstilstand, Utleieoppdrag
from portal.oppdrag.models_rekruttering import Rekruttering, Rekrutteringstilstand
from portal.web.paging import COUNT_CAP

OPEN = (Stillingstilstand.KLADD, Stillingstilstand.AAPEN)


def count_loepende(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: running and coming oppdrag of one kunde, capped."""
    rows = (
        select(Utleieoppdrag.id)
        .where(
            Utleieoppdrag.kunde_id == kunde_id,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today()),
        )
        .limit(COUNT_CAP)
        .subquery()
    )
    return select(func.count()).select_from(rows).scalar_subquery()


def count_apne_stillinger(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: open requests and drafts of one kunde, capped."""
    rows = (
        select(LedigStilling.id)
        .where(LedigStilling.kunde_id == kunde_id, LedigStilling.tilstand.in_(OPEN))
        .limit(COUNT_CAP)
        .subquery()
    )
    return select(func.count()).select_from(rows).scalar_subquery()


def count_apne_rekrutteringer(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: open recruitments of one kunde, capped."""
    rows = (
        select(Rekruttering.id)
        .where(Rekruttering.kunde_id == kunde_id, Rekruttering.tilstand == Rekrutteringstilstand.AAPEN)
        .limit(COUNT_CAP)
        .subquery()
    )
    return select(func.count()).select_from(rows).scalar_subquery()


def count_faner(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: what the tab's number counts, its three groups together."""
    return count_loepende(kunde_id) + count_apne_stillinger(kunde_id) + count_apne_rekrutteringer(kunde_id)


def list_bindinger(session: Session, kunde_id: UUID) -> list[tuple[str, Any]]:
    """(label, id) of running oppdrag at the customer and below it, which hold it from being put away. One statement."""
    rows = session.execute(
        select(Utleieoppdrag.nummer, Utleieoppdrag.tittel, Utleieoppdrag.id)
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .where(
            Utleieoppdrag.kunde_id.in_(select(subtree(kunde_id).c.id)),
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today()),
        )
        .order_by(Utleieoppdrag.fra_dato)
        .limit(20)
    ).all()
    return [(f"{row.nummer} {row.tittel}", row.id) for row in rows]
