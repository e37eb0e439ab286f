"""Roles as both users and roles show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, not_, select
from sqlalchemy.orm import Session

from portal.administrasjon.rules import known, union
from portal.identity.models import Bruker, Brukerrolle, Rolle
from portal.web.innstillinger import Kodeliste


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


def rights_held(session: Session) -> frozenset[str]:
    """What somebody who is active and has chosen a password may do; what means nothing is left out. One statement."""
    bundles = session.scalars(
        select(Rolle.rettigheter)
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .join(Bruker, Bruker.id == Brukerrolle.bruker_id)
        .where(Bruker.er_aktiv, Bruker.passord_hash.is_not(None))
        .distinct()
    )
    return known(union(bundles))


def count_lister(session: Session, *, lister: Sequence[Kodeliste]) -> list[tuple[int, int]]:
    """(in use, out of use) of each list of words. One statement, however many lists."""
    if not lister:
        return []
    columns = [
        select(count).where(*each.av).scalar_subquery()
        for each in lister
        for count in (
            func.count(each.verdi).filter(each.i_bruk),
            func.count(each.verdi).filter(not_(each.i_bruk)),
        )
    ]
    found = session.execute(select(*columns)).one()
    return list(zip(found[::2], found[1::2], strict=True))
