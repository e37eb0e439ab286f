"""Which defaults hold: effective(node) = its own when it uses them, else its parent's, else the agency's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, func, literal, or_, select, true
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.one import get_one
from portal.errors import NotFound
from portal.kundekort.models import Kunde, KundeForelder, Standardbruk, Standardverdi
from portal.kundekort.standardseksjoner import Seksjon, all_sections
from portal.kundekort.tree import ancestors, holds_on


@dataclass(frozen=True)
class Nivaa:
    """Who has set the defaults of a kind: system, kunde or enhet, and which."""

    nivaa: str = "system"
    node_id: UUID | None = None
    navn: str = ""


SYSTEM = Nivaa()


def find_nivaaer(session: Session, *, kunde_id: UUID) -> dict[str, Nivaa]:
    """Kind → who has set it for this customer; kinds that nobody in its chain has are the agency's. One statement."""
    found: dict[str, Nivaa] = {}
    for row in session.execute(_deciders(ancestors(kunde_id))):
        found.setdefault(row.slag, _level(row))
    return found


def _deciders(opp: Any) -> Select[*tuple[Any, ...]]:
    """Those of the chain that use their own, the nearest first: (slag, node_id, navn, er_enhet)."""
    has_parent = (
        select(KundeForelder.id)
        .where(KundeForelder.kunde_id == opp.c.id, holds_on(KundeForelder, today()))
        .exists()
    )
    return (
        select(
            Standardbruk.slag,
            Standardbruk.kunde_id.label("node_id"),
            Kunde.navn.label("node"),
            has_parent.label("er_enhet"),
        )
        .join(opp, opp.c.id == Standardbruk.kunde_id)
        .join(Kunde, Kunde.id == opp.c.id)
        .where(Standardbruk.bruk_egne, or_(opp.c.dybde == 0, Standardbruk.gjelder_underenheter))
        .order_by(opp.c.dybde)
    )


def _level(row: Any) -> Nivaa:
    return Nivaa("enhet" if row.er_enhet else "kunde", row.node_id, row.node)


def list_rader(
    session: Session, *, seksjon: Seksjon, node_id: UUID | None, alle: bool = False
) -> Sequence[Any]:
    """The rows that stand at one level, in their order; those out of use too when `alle`. One statement."""
    model = seksjon.model
    stmt = select(model).where(*_at(seksjon, node_id)).order_by(model.rekkefoelge, model.navn, model.id)
    return session.scalars((stmt if alle else stmt.where(model.er_aktiv)).limit(500)).all()


def list_effective(session: Session, *, seksjon: Seksjon, kunde_id: UUID) -> tuple[Nivaa, Sequence[Any]]:
    """Who has set the kind for this customer, and the rows in use. One statement.

    It reads the rows of the agency and of everybody in the chain, and keeps those of the one who decides.
    """
    model, opp = seksjon.model, ancestors(kunde_id)
    nearest = _deciders(opp).where(Standardbruk.slag == seksjon.slag).limit(1).subquery()
    chain = func.array(select(opp.c.id).scalar_subquery(), type_=ARRAY(Uuid))
    within = or_(model.kunde_id.is_(None), model.kunde_id == any_(chain))
    if model is Standardverdi:
        within = and_(within, model.slag == seksjon.slag)
    one = select(literal(1).label("en")).subquery()  # so that who decides is told when there are no rows
    rows = session.execute(
        select(model, nearest.c.node_id, nearest.c.node, nearest.c.er_enhet)
        .select_from(one)
        .outerjoin(nearest, true())
        .outerjoin(model, and_(within, model.er_aktiv))
        .order_by(model.rekkefoelge, model.navn, model.id)
        .limit(2_000)
    ).all()
    level = _level(rows[0]) if rows[0].node_id is not None else SYSTEM
    return level, [row[0] for row in rows if row[0] is not None and row[0].kunde_id == level.node_id]


def get_rad(
    session: Session, *, seksjon: Seksjon, node_id: UUID | None, rad_id: UUID, lock: bool = False
) -> Any:
    """One row that stands at this very level, fresh. Raises NotFound."""
    model = seksjon.model
    return get_one(session, model, model.id == rad_id, *_at(seksjon, node_id), lock=lock)


def find_seksjon(session: Session, *, rad_id: UUID) -> Seksjon:
    """The kind a row is of. One statement for each table of defaults. Raises NotFound."""
    slag = session.scalar(select(Standardverdi.slag).where(Standardverdi.id == rad_id))
    for section in all_sections():
        if section.slag == slag:
            return section
        other = section.model is not Standardverdi and slag is None
        if other and session.scalar(select(section.model.id).where(section.model.id == rad_id)) is not None:
            return section
    raise NotFound(f"standardverdi {rad_id}")


def get_bruk(session: Session, *, kunde_id: UUID, slag: str, lock: bool = False) -> Standardbruk | None:
    """Whether the customer uses its own of a kind; None until someone has decided. One statement."""
    stmt = (
        select(Standardbruk)
        .where(Standardbruk.kunde_id == kunde_id, Standardbruk.slag == slag)
        .execution_options(populate_existing=True)
    )
    return session.scalar(stmt.with_for_update() if lock else stmt)


def count_rader(
    session: Session, *, nivaaer: dict[str, Nivaa], kunde_id: UUID | None = None
) -> dict[str, tuple[int, int]]:
    """Kind → (rows in use here, own rows that rest). One statement for all kinds."""
    sections = all_sections()
    columns: list[ColumnElement[int]] = []
    for section in sections:
        level = nivaaer.get(section.slag, SYSTEM)
        columns.append(_count(section, level.node_id))
        resting = kunde_id is not None and level.node_id != kunde_id
        columns.append(_count(section, kunde_id) if resting else func.coalesce(0))
    row = session.execute(select(*columns)).one()
    return {section.slag: (row[2 * n], row[2 * n + 1]) for n, section in enumerate(sections)}


def _count(seksjon: Seksjon, node_id: UUID | None) -> ColumnElement[int]:
    stmt = select(func.count()).select_from(seksjon.model)
    return stmt.where(seksjon.model.er_aktiv, *_at(seksjon, node_id)).scalar_subquery()


def _at(seksjon: Seksjon, node_id: UUID | None) -> list[ColumnElement[bool]]:
    model = seksjon.model
    level = model.kunde_id.is_(None) if node_id is None else model.kunde_id == node_id
    return [and_(level, model.slag == seksjon.slag) if model is Standardverdi else level]
