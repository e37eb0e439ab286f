"""Members of a team, for its page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import Salgsteammedlem


def list_medlemmer(session: Session, *, team_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everyone who is or was in the team, the latest first: (id, navn, gyldig_fra, gyldig_til, versjon)."""
    return session.execute(
        _members(team_id).order_by(Salgsteammedlem.gyldig_fra.desc(), Bruker.navn).limit(500)
    ).all()


def get_medlem(session: Session, *, team_id: UUID, medlem_id: UUID) -> Row[*tuple[Any, ...]]:
    """One membership of that team. Raises NotFound."""
    row = session.execute(_members(team_id).where(Salgsteammedlem.id == medlem_id)).one_or_none()
    if row is None:
        raise NotFound(f"salgsteammedlem {medlem_id}")
    return row


def _members(team_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Salgsteammedlem.id,
            Bruker.navn,
            Salgsteammedlem.gyldig_fra,
            Salgsteammedlem.gyldig_til,
            Salgsteammedlem.versjon,
        )
        .join(Bruker, Bruker.id == Salgsteammedlem.bruker_id)
        .where(Salgsteammedlem.team_id == team_id)
    )
