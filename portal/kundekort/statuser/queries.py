"""The agency's statuses as its administrators see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.kundekort.models import Kunde, Kundestatus, Statusregel


def list_statuser(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every status in the agency's order: (status, antall kunder, antall regler). One statement."""
    kunder = select(func.count()).where(Kunde.status_id == Kundestatus.id).scalar_subquery()
    regler = (
        select(func.count())
        .where(Statusregel.status_id == Kundestatus.id, Statusregel.er_aktiv)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Kundestatus.id,
            Kundestatus.kode,
            Kundestatus.navn,
            Kundestatus.tone,
            Kundestatus.aktiv,
            Kundestatus.ny_stilling,
            Kundestatus.nytt_oppdrag,
            Kundestatus.forleng,
            Kundestatus.faktura,
            Kundestatus.er_sperre,
            Kundestatus.kan_velges,
            kunder.label("kunder"),
            regler.label("regler"),
        )
        .order_by(Kundestatus.rekkefoelge, Kundestatus.navn, Kundestatus.id)
        .limit(200)
    ).all()


def get_status(session: Session, *, status_id: UUID, lock: bool = False) -> Kundestatus:
    """One status, fresh. Raises NotFound."""
    return get_one(session, Kundestatus, Kundestatus.id == status_id, lock=lock)


def count_kunder(session: Session, *, status_id: UUID) -> int:
    """How many customers have the status. One statement."""
    return session.scalar(select(func.count()).where(Kunde.status_id == status_id)) or 0


def get_regel(session: Session, *, status_id: UUID, regel_id: UUID, lock: bool = False) -> Statusregel:
    """One rule of that status, fresh. Raises NotFound."""
    return get_one(
        session, Statusregel, Statusregel.id == regel_id, Statusregel.status_id == status_id, lock=lock
    )
