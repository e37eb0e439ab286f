"""The agency's profiles."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.kundekort.models import Kunde, Purreprofil


def list_profiler(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every profile in order, with how many customers have chosen it. One statement."""
    kunder = select(func.count()).where(Kunde.purreprofil_id == Purreprofil.id).scalar_subquery()
    return session.execute(
        select(Purreprofil, kunder.label("kunder")).order_by(
            Purreprofil.er_aktiv.desc(), Purreprofil.rekkefoelge, Purreprofil.navn
        )
    ).all()


def list_i_bruk(session: Session) -> Sequence[Purreprofil]:
    """Those that can be chosen, the agency's own first. One statement."""
    stmt = select(Purreprofil).where(Purreprofil.er_aktiv)
    return session.scalars(stmt.order_by(Purreprofil.rekkefoelge, Purreprofil.navn)).all()


def get_profil(session: Session, *, profil_id: UUID, lock: bool = False) -> Purreprofil:
    """One profile, fresh. Raises NotFound."""
    return get_one(session, Purreprofil, Purreprofil.id == profil_id, lock=lock)
