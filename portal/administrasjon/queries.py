"""Roles as both users and roles show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.administrasjon.rules import union
from portal.identity.models import Bruker, Brukerrolle, Rolle


def list_roller(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every role by name: (id, navn, rettigheter, er_aktiv, brukere: active employees who have it). One statement."""
    held = (
        select(func.count())
        .select_from(Brukerrolle)
        .join(Bruker, Bruker.id == Brukerrolle.bruker_id)
        .where(Brukerrolle.rolle_id == Rolle.id, Bruker.er_aktiv)
        .scalar_subquery()
    )
    return session.execute(
        select(Rolle.id, Rolle.navn, Rolle.rettigheter, Rolle.er_aktiv, held.label("brukere"))
        .order_by(Rolle.er_aktiv.desc(), Rolle.navn, Rolle.id)
        .limit(500)
    ).all()


def rights_of(session: Session, *, bruker_id: UUID) -> frozenset[str]:
    """What an employee's roles give him. One statement."""
    bundles = session.scalars(
        select(Rolle.rettigheter)
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .where(Brukerrolle.bruker_id == bruker_id)
    )
    return union(bundles)
