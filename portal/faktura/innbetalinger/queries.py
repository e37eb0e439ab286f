"""Payments as lists and one by one, and the invoices money can be laid on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.db.one import get_one
from portal.faktura.models import (
    Fakturasaldo,
    Innbetaling,
    InnbetalingFordeling,
    Innbetalingsslag,
    Salgsdokument,
)
from portal.kundekort.models import Kunde
from portal.kundekort.queries import list_tree_ids
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

FILTERS = ("alle", "ufordelt", "angret")
#: Open invoices that are offered for one payment; the oldest are what it is for.
MOST = 100


@dataclass(frozen=True)
class Valg:
    """What the list shows."""

    filter: str = "alle"
    kunde_ids: tuple[UUID, ...] | None = None


def list_innbetalinger(
    session: Session, *, valg: Valg, etter: str | None = None, size: int = PAGE_SIZE
) -> Page[Row[*tuple[Any, ...]]]:
    """Money in, the newest registered first. One statement, whatever the number of rows."""
    undone = aliased(Innbetaling)
    stmt = (
        select(
            Innbetaling.id,
            Innbetaling.dato,
            Innbetaling.beloep_oere,
            Innbetaling.rest_oere,
            Innbetaling.kilde,
            Innbetaling.kid,
            Innbetaling.referanse,
            Innbetaling.foert_av,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
            undone.id.is_not(None).label("angret"),
        )
        .join(Kunde, Kunde.id == Innbetaling.kunde_id)
        .outerjoin(
            undone, (undone.gjelder_id == Innbetaling.id) & (undone.slag == Innbetalingsslag.REVERSERING)
        )
        .where(Innbetaling.slag == Innbetalingsslag.INNBETALING)
    )
    if valg.filter == "ufordelt":
        stmt = stmt.where(Innbetaling.rest_oere > 0)
    if valg.filter == "angret":
        stmt = stmt.where(undone.id.is_not(None))
    if valg.kunde_ids is not None:
        stmt = stmt.where(Innbetaling.kunde_id.in_(valg.kunde_ids))
    if (mark := read_mark(etter, UUID)) is not None:
        stmt = stmt.where(Innbetaling.id < mark[0])
    rows = session.execute(stmt.order_by(Innbetaling.id.desc()).limit(size + 1)).all()
    return cut(rows, mark=lambda row: (row.id,), size=size)


def get_innbetaling(session: Session, *, innbetaling_id: UUID) -> Innbetaling:
    """One payment that came in, fresh. Raises NotFound, also for an undoing or a repayment."""
    came_in = Innbetaling.slag == Innbetalingsslag.INNBETALING
    return get_one(session, Innbetaling, Innbetaling.id == innbetaling_id, came_in)


def find_innbetaling(session: Session, *, idempotens: UUID) -> Innbetaling | None:
    """The row an earlier copy of the same act made."""
    return session.scalar(select(Innbetaling).where(Innbetaling.idempotens == idempotens))


def list_foelger(session: Session, *, innbetaling_id: UUID) -> Sequence[Innbetaling]:
    """What has undone or paid back the payment, oldest first. One statement."""
    stmt = select(Innbetaling).where(Innbetaling.gjelder_id == innbetaling_id)
    return session.scalars(stmt.order_by(Innbetaling.id)).all()


def list_fordelt(session: Session, *, innbetaling_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Invoices the payment holds something on: id, nummer, kunde, oere. One statement."""
    held = func.sum(InnbetalingFordeling.beloep_oere)
    return session.execute(
        select(
            Salgsdokument.id,
            Salgsdokument.nummer,
            Salgsdokument.forfall_dato,
            Kunde.navn.label("kunde"),
            held.label("oere"),
        )
        .join(Salgsdokument, Salgsdokument.id == InnbetalingFordeling.dokument_id)
        .join(Kunde, Kunde.id == Salgsdokument.kunde_id)
        .where(InnbetalingFordeling.innbetaling_id == innbetaling_id)
        .group_by(Salgsdokument.id, Salgsdokument.nummer, Salgsdokument.forfall_dato, Kunde.navn)
        .having(held > 0)
        .order_by(Salgsdokument.nummer)
    ).all()


def list_betalt(session: Session, *, faktura_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Payments that hold something on the invoice: id, dato, oere, referanse, foert_av; oldest first. One statement."""
    held = func.sum(InnbetalingFordeling.beloep_oere)
    return session.execute(
        select(
            Innbetaling.id,
            Innbetaling.dato,
            Innbetaling.kilde,
            Innbetaling.referanse,
            Innbetaling.foert_av,
            held.label("oere"),
        )
        .join(Innbetaling, Innbetaling.id == InnbetalingFordeling.innbetaling_id)
        .where(InnbetalingFordeling.dokument_id == faktura_id)
        .group_by(
            Innbetaling.id, Innbetaling.dato, Innbetaling.kilde, Innbetaling.referanse, Innbetaling.foert_av
        )
        .having(held > 0)
        .order_by(Innbetaling.dato, Innbetaling.id)
    ).all()


def list_aapne(session: Session, *, innbetaling: Innbetaling) -> Sequence[Row[*tuple[Any, ...]]]:
    """Open invoices of the payment's company in the customer's whole tree, the oldest due first. Two statements."""
    return session.execute(
        select(
            Salgsdokument.id,
            Salgsdokument.nummer,
            Salgsdokument.kid,
            Salgsdokument.forfall_dato,
            Salgsdokument.sum_oere,
            Fakturasaldo.rest_oere,
            Kunde.navn.label("kunde"),
        )
        .join(Salgsdokument, Salgsdokument.id == Fakturasaldo.id)
        .join(Kunde, Kunde.id == Fakturasaldo.kunde_id)
        .where(
            Fakturasaldo.kunde_id.in_(list_kunder(session, kunde_id=innbetaling.kunde_id)),
            Fakturasaldo.rest_oere > 0,
            Salgsdokument.selskap_id == innbetaling.selskap_id,
        )
        .order_by(Fakturasaldo.forfall_dato, Salgsdokument.nummer)
        .limit(MOST)
    ).all()


def list_kunder(session: Session, *, kunde_id: UUID) -> list[UUID]:
    """Whose invoices the customer's money may be laid on: its tree, and the cards that went into one of it."""
    heir = session.scalar(select(Kunde.slaatt_sammen_med_id).where(Kunde.id == kunde_id))
    tree = list_tree_ids(session, kunde_id=heir or kunde_id)
    return list(
        session.scalars(select(Kunde.id).where(or_(Kunde.id.in_(tree), Kunde.slaatt_sammen_med_id.in_(tree))))
    )
