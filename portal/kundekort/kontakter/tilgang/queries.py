"""Reading a contact's portal access."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.identity.models import Portalkonto, Portaltilgang
from portal.kundekort.models import Kunde
from portal.kundekort.tree import subtree


def find_tilgang(
    session: Session, *, kontakt_id: UUID, lock: bool = False
) -> tuple[Portaltilgang, Portalkonto] | None:
    """The access of this engagement and its account, None when it never had one. One statement."""
    stmt = (
        select(Portaltilgang, Portalkonto)
        .join(Portalkonto, Portalkonto.id == Portaltilgang.konto_id)
        .where(Portaltilgang.engasjement_id == kontakt_id)
        .order_by(Portaltilgang.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = session.execute(stmt.with_for_update() if lock else stmt).one_or_none()
    return (row[0], row[1]) if row is not None else None


def list_noder(session: Session, *, kunde_id: UUID) -> list[Row[Any]]:
    """The customer and every enhet below it today, top first: (id, navn, dybde). One statement."""
    ned = subtree(kunde_id)
    return list(
        session.execute(
            select(Kunde.id, Kunde.navn, ned.c.dybde)
            .join(ned, ned.c.id == Kunde.id)
            .order_by(ned.c.dybde, Kunde.sortering)
            .limit(1_000)
        )
    )
