"""The agency's own structure: its companies and offices, and who may work where."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.identity.models import Bruker, Brukeravdeling
from portal.tenancy.models import Avdeling, Selskap


def list_selskaper(session: Session) -> Sequence[Selskap]:
    """The companies by name. One statement."""
    return session.scalars(select(Selskap).order_by(Selskap.navn, Selskap.id)).all()


def list_avdelinger(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, navn, selskap_id, ansatte: how many work there now). One statement."""
    works = select(func.count(Bruker.id)).where(Bruker.avdeling_id == Avdeling.id, Bruker.er_aktiv.is_(True))
    return session.execute(
        select(
            Avdeling.id, Avdeling.navn, Avdeling.selskap_id, works.scalar_subquery().label("ansatte")
        ).order_by(Avdeling.navn, Avdeling.id)
    ).all()


def get_selskap(session: Session, *, selskap_id: UUID, lock: bool = False) -> Selskap:
    """A company. One statement. Raises NotFound."""
    return get_one(session, Selskap, Selskap.id == selskap_id, lock=lock)


def get_avdeling(session: Session, *, avdeling_id: UUID, lock: bool = False) -> Avdeling:
    """An office. One statement. Raises NotFound."""
    return get_one(session, Avdeling, Avdeling.id == avdeling_id, lock=lock)


def list_ansatte(session: Session) -> Sequence[Row[UUID, str]]:
    """Employees who may be put in an office: (id, navn), by name. One statement."""
    stmt = select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn, Bruker.id)
    return session.execute(stmt.limit(1_000)).all()


def list_i_avdeling(session: Session, *, avdeling_id: UUID) -> list[UUID]:
    """Employees who may work in the office. One statement."""
    stmt = select(Brukeravdeling.bruker_id).where(Brukeravdeling.avdeling_id == avdeling_id)
    return list(session.scalars(stmt.order_by(Brukeravdeling.bruker_id)))
