"""A role, and those who have it."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.administrasjon.rules import union
from portal.db.one import get_one
from portal.identity.models import Bruker, Brukerrolle, Rolle

#: People a change is told for by name.
MOST = 1_000


def get_rolle(session: Session, *, rolle_id: UUID, lock: bool = False) -> Rolle:
    """A role, fresh. One statement. Raises NotFound."""
    return get_one(session, Rolle, Rolle.id == rolle_id, lock=lock)


def list_andre_retter(session: Session, *, rolle_id: UUID) -> list[tuple[str, frozenset[str]]]:
    """Active employees with the role, by name: (navn, the rights of their other roles). One statement."""
    other = aliased(Brukerrolle)
    rights = (
        select(func.jsonb_agg(Rolle.rettigheter))
        .join(other, other.rolle_id == Rolle.id)
        .where(other.bruker_id == Bruker.id, other.rolle_id != rolle_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Bruker.navn, rights.label("andre"))
        .join(Brukerrolle, Brukerrolle.bruker_id == Bruker.id)
        .where(Brukerrolle.rolle_id == rolle_id, Bruker.er_aktiv)
        .order_by(Bruker.navn, Bruker.id)
        .limit(MOST)
    )
    return [(row.navn, union(row.andre or [])) for row in rows]


def count_har(session: Session, *, rolle_id: UUID) -> int:
    """Everyone who has it, those who are not active too. One statement."""
    return session.scalar(select(func.count()).where(Brukerrolle.rolle_id == rolle_id)) or 0


def has_rolle(session: Session, *, rolle_id: UUID, bruker_id: UUID | None) -> bool:
    """Whether this employee has it. One statement."""
    stmt = select(Brukerrolle.id).where(Brukerrolle.rolle_id == rolle_id, Brukerrolle.bruker_id == bruker_id)
    return session.scalar(stmt) is not None
