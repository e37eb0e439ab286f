"""Reads of sales: one customer's side, its competitors and opportunities, and the words the agency keeps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.one import get_one
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Konkurrent,
    Kundesalg,
    Mulighet,
    Salgskode,
    Salgsteam,
    Salgsteammedlem,
    Salgstrinn,
)
from portal.kundekort.salg.mulighetsrad import select_muligheter
from portal.kundekort.tree import holds_on

#: More of one customer's nobody reads on a page.
MOST = 200


def get_salg(session: Session, *, kunde_id: UUID, lock: bool = False) -> Kundesalg | None:
    """The customer's sales row, fresh; None until something is written. One statement."""
    stmt = select(Kundesalg).where(Kundesalg.kunde_id == kunde_id).execution_options(populate_existing=True)
    return session.scalar(stmt.with_for_update() if lock else stmt)


def get_salgsside(session: Session, *, kunde_id: UUID) -> Row[*tuple[Any, ...]] | None:
    """The sales row with the words of its links, and who is in the team today. One statement."""
    vara, kilde, segment = aliased(Bruker), aliased(Salgskode), aliased(Salgskode)
    return session.execute(
        select(
            vara.navn.label("vara"),
            Salgsteam.id.label("team_id"),
            Salgsteam.navn.label("team"),
            _members().label("medlemmer"),
            kilde.navn.label("kilde"),
            Kundesalg.kampanje,
            segment.navn.label("segment"),
            Kundesalg.potensial_oere,
            Kundesalg.aarsverk,
        )
        .select_from(Kundesalg)
        .outerjoin(vara, vara.id == Kundesalg.vara_id)
        .outerjoin(Salgsteam, Salgsteam.id == Kundesalg.team_id)
        .outerjoin(kilde, kilde.id == Kundesalg.kilde_id)
        .outerjoin(segment, segment.id == Kundesalg.segment_id)
        .where(Kundesalg.kunde_id == kunde_id)
    ).one_or_none()


def _members() -> Any:
    """Scalar subquery: names of those in the customer's team today."""
    return (
        select(func.string_agg(Bruker.navn, aggregate_order_by(literal(", "), Bruker.navn)))
        .select_from(Salgsteammedlem)
        .join(Bruker, Bruker.id == Salgsteammedlem.bruker_id)
        .where(Salgsteammedlem.team_id == Salgsteam.id, holds_on(Salgsteammedlem, today()))
        .scalar_subquery()
    )


def list_konkurrenter(session: Session, *, kunde_id: UUID) -> Sequence[Konkurrent]:
    """Competitors at the customer, those still there first, the contract that ends soonest on top. One statement."""
    return session.scalars(
        select(Konkurrent)
        .where(Konkurrent.kunde_id == kunde_id)
        .order_by(Konkurrent.er_aktiv.desc(), Konkurrent.avtaleslutt.nulls_last(), Konkurrent.id)
        .limit(MOST)
    ).all()


def get_konkurrent(
    session: Session, *, kunde_id: UUID, konkurrent_id: UUID, lock: bool = False
) -> Konkurrent:
    """One competitor of that customer, fresh. Raises NotFound."""
    return get_one(
        session, Konkurrent, Konkurrent.id == konkurrent_id, Konkurrent.kunde_id == kunde_id, lock=lock
    )


def list_muligheter(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """A customer's opportunities, open ones first in the order of the funnel. One statement."""
    return session.execute(
        select_muligheter()
        .where(Mulighet.kunde_id == kunde_id)
        .order_by(
            Mulighet.avsluttet_tid.desc().nulls_first(),
            Salgstrinn.rekkefoelge,
            Mulighet.sortering,
            Mulighet.id,
        )
        .limit(MOST)
    ).all()


def get_mulighet(session: Session, *, kunde_id: UUID, mulighet_id: UUID, lock: bool = False) -> Mulighet:
    """One opportunity of that customer, fresh. Raises NotFound."""
    return get_one(session, Mulighet, Mulighet.id == mulighet_id, Mulighet.kunde_id == kunde_id, lock=lock)


def list_trinn(session: Session, *, alle: bool = False) -> Sequence[Salgstrinn]:
    """The stages in use in their order, or all of them. One statement."""
    stmt = select(Salgstrinn).order_by(Salgstrinn.rekkefoelge, Salgstrinn.navn, Salgstrinn.id).limit(100)
    return session.scalars(stmt if alle else stmt.where(Salgstrinn.er_aktiv)).all()


def list_koder(session: Session, *, alle: bool = False) -> Sequence[Salgskode]:
    """The agency's words of every list, in their order. One statement."""
    stmt = select(Salgskode).order_by(Salgskode.slag, Salgskode.rekkefoelge, Salgskode.navn).limit(500)
    return session.scalars(stmt if alle else stmt.where(Salgskode.er_aktiv)).all()


def list_team(session: Session, *, alle: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """Teams with the names of those in them today: (id, navn, er_aktiv, medlemmer). One statement."""
    stmt = (
        select(Salgsteam.id, Salgsteam.navn, Salgsteam.er_aktiv, _members().label("medlemmer"))
        .order_by(Salgsteam.navn, Salgsteam.id)
        .limit(200)
    )
    return session.execute(stmt if alle else stmt.where(Salgsteam.er_aktiv)).all()
