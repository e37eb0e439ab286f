"""Reads that features of the room share."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.errors import NotFound
from portal.faktura.models import Salgsdokument, Salgslinje, Salgsmva, Timefordeling
from portal.faktura.rules import Mvarad
from portal.oppdrag.models import Timelinje


def _with_parts() -> tuple[ExecutableOption, ...]:
    """Lines and MVA rows along. Made when asked for: a command imports this before all tables are known."""
    return selectinload(Salgsdokument.linjer), selectinload(Salgsdokument.mva)


def get_faktura(session: Session, *, faktura_id: UUID, lock: bool = False) -> Salgsdokument:
    """One document with its lines and MVA rows, fresh from the database; three statements. Raises NotFound."""
    stmt = select(Salgsdokument).where(Salgsdokument.id == faktura_id).options(*_with_parts())
    stmt = stmt.execution_options(populate_existing=True)
    faktura = session.scalar(stmt.with_for_update() if lock else stmt)
    if faktura is None:
        raise NotFound(f"salgsdokument {faktura_id}")
    return faktura


def find_by_idempotens(session: Session, *, idempotens: UUID) -> Salgsdokument | None:
    """The document an earlier copy of the same post made."""
    stmt = select(Salgsdokument).where(Salgsdokument.idempotens == idempotens)
    return session.scalar(stmt.options(*_with_parts()))


def list_held_hours(session: Session, *, linje_id: UUID) -> Sequence[Row[UUID, int]]:
    """Hours the invoice line still holds, newest first: (timelinje_id, minutes). One statement."""
    held = func.sum(Timefordeling.minutter)
    stmt = (
        select(Timefordeling.timelinje_id, held)
        .join(Salgslinje, Salgslinje.id == Timefordeling.salgslinje_id)
        .where(or_(Salgslinje.id == linje_id, Salgslinje.krediterer_linje_id == linje_id))
        .group_by(Timefordeling.timelinje_id)
        .having(held > 0)
        .order_by(Timefordeling.timelinje_id.desc())
    )
    return session.execute(stmt).all()


def list_held_days(session: Session, *, faktura_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Days the invoice still holds: linje_id, timelinje_id, dato, minutter, by line and day. One statement."""
    linje_id = func.coalesce(Salgslinje.krediterer_linje_id, Salgslinje.id)
    mine = select(Salgslinje.id).where(Salgslinje.dokument_id == faktura_id).scalar_subquery()
    held = func.sum(Timefordeling.minutter)
    return session.execute(
        select(
            linje_id.label("linje_id"),
            Timelinje.id.label("timelinje_id"),
            Timelinje.dato,
            held.label("minutter"),
        )
        .select_from(Timefordeling)
        .join(Salgslinje, Salgslinje.id == Timefordeling.salgslinje_id)
        .join(Timelinje, Timelinje.id == Timefordeling.timelinje_id)
        .where(linje_id.in_(mine))
        .group_by(linje_id, Timelinje.id, Timelinje.dato)
        .having(held > 0)
        .order_by(linje_id, Timelinje.dato, Timelinje.id)
    ).all()


def list_credited_mva(session: Session, *, faktura_id: UUID) -> list[Mvarad]:
    """What earlier credit notes have taken of an invoice, per category and rate. One statement."""
    stmt = (
        select(
            Salgsmva.kategori,
            Salgsmva.mva_bp,
            func.sum(Salgsmva.grunnlag_oere),
            func.sum(Salgsmva.mva_oere),
        )
        .join(Salgsdokument, Salgsdokument.id == Salgsmva.dokument_id)
        .where(Salgsdokument.krediterer_id == faktura_id)
        .group_by(Salgsmva.kategori, Salgsmva.mva_bp)
    )
    return [Mvarad(row[0], row[1], "", int(row[2]), int(row[3])) for row in session.execute(stmt)]


def list_kreditnotaer(session: Session, *, faktura_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Credit notes of an invoice, oldest first: id, number, date, sum. One statement."""
    return session.execute(
        select(Salgsdokument.id, Salgsdokument.nummer, Salgsdokument.utstedt_dato, Salgsdokument.sum_oere)
        .where(Salgsdokument.krediterer_id == faktura_id)
        .order_by(Salgsdokument.nummer)
    ).all()
