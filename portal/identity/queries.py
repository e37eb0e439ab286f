"""Who works at the agency."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.identity.models import Bruker


def list_brukere(session: Session) -> Sequence[Row[UUID, str]]:
    """Employees of today, for a choice: (id, navn), by name. One statement."""
    return session.execute(
        select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn).limit(500)
    ).all()


def names_of(session: Session, *, ids: Iterable[UUID | str]) -> dict[UUID, str]:
    """What employees are called, those who have left too. One statement."""
    wanted = [UUID(str(each)) for each in ids]
    return {
        row.id: row.navn
        for row in session.execute(select(Bruker.id, Bruker.navn).where(Bruker.id.in_(wanted)))
    }
