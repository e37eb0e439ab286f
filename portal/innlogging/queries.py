"""What one's own pages read."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.identity.models import Bruker, Brukeravdeling
from portal.tenancy.models import Avdeling


def list_mine_avdelinger(session: Session, *, bruker_id: UUID) -> Sequence[Row[UUID, str]]:
    """The offices an employee may work in, the one he is in among them: (id, navn). One statement."""
    mine = select(Brukeravdeling.avdeling_id).where(Brukeravdeling.bruker_id == bruker_id)
    here = select(Bruker.avdeling_id).where(Bruker.id == bruker_id).scalar_subquery()
    return session.execute(
        select(Avdeling.id, Avdeling.navn)
        .where(or_(Avdeling.id.in_(mine), Avdeling.id == here))
        .order_by(Avdeling.navn, Avdeling.id)
    ).all()
