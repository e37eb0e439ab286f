"""What payments have given to invoices, and taking it back. Locks in one order: invoice, payment; then the totals."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.faktura.models import Fakturasaldo, Innbetaling, InnbetalingFordeling, Salgsdokument


def get_rest(session: Session, *, faktura_id: UUID) -> int:
    """What is open on an issued invoice, in øre; 0 for what is none. One statement."""
    return session.scalar(select(Fakturasaldo.rest_oere).where(Fakturasaldo.id == faktura_id)) or 0


def list_gitt(
    session: Session, *, faktura_id: UUID | None = None, innbetaling_id: UUID | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What payments hold on invoices: innbetaling_id, dokument_id, oere; newest payment first. One statement."""
    held = func.sum(InnbetalingFordeling.beloep_oere)
    stmt = (
        select(InnbetalingFordeling.innbetaling_id, InnbetalingFordeling.dokument_id, held.label("oere"))
        .group_by(InnbetalingFordeling.innbetaling_id, InnbetalingFordeling.dokument_id)
        .having(held > 0)
        .order_by(InnbetalingFordeling.innbetaling_id.desc(), InnbetalingFordeling.dokument_id)
    )
    if faktura_id is not None:
        stmt = stmt.where(InnbetalingFordeling.dokument_id == faktura_id)
    if innbetaling_id is not None:
        stmt = stmt.where(InnbetalingFordeling.innbetaling_id == innbetaling_id)
    return session.execute(stmt).all()


def lock_fakturaer(session: Session, *, ids: Iterable[UUID]) -> list[Salgsdokument]:
    """Invoices by id, fresh and locked. One statement."""
    stmt = select(Salgsdokument).where(Salgsdokument.id.in_(set(ids))).order_by(Salgsdokument.id)
    return list(session.scalars(stmt.with_for_update().execution_options(populate_existing=True)))


def lock_innbetalinger(session: Session, *, ids: Iterable[UUID]) -> list[Innbetaling]:
    """Payments by id, fresh and locked. One statement."""
    stmt = select(Innbetaling).where(Innbetaling.id.in_(set(ids))).order_by(Innbetaling.id)
    return list(session.scalars(stmt.with_for_update().execution_options(populate_existing=True)))


def fordel(session: Session, *, rader: Iterable[tuple[UUID, UUID, int]]) -> None:
    """Add allocations (payment, invoice, øre; negative takes back); the triggers move the totals."""
    moment, name = now(), actor_of(session).navn
    session.add_all(
        InnbetalingFordeling(
            id=uuid7(),
            innbetaling_id=innbetaling_id,
            dokument_id=faktura_id,
            beloep_oere=oere,
            foert_av=name,
            foert_tid=moment,
        )
        for innbetaling_id, faktura_id, oere in rader
    )
    session.flush()  # what is read or written next rests on the totals the triggers have moved


def frigi_overskudd(session: Session, *, faktura_id: UUID, krediteres_oere: int) -> int:
    """Make room for a credit note: what payments gave beyond what will be left is the customer's balance again.

    Called with the invoice locked and before its `kreditert_oere` rises. The newest payment gives back first.
    """
    excess = krediteres_oere - get_rest(session, faktura_id=faktura_id)
    if excess <= 0:
        return 0
    given = list_gitt(session, faktura_id=faktura_id)
    lock_innbetalinger(session, ids=[row.innbetaling_id for row in given])
    fordel(session, rader=_newest_first(given, excess))
    return excess


def _newest_first(given: Sequence[Any], excess: int) -> Iterator[tuple[UUID, UUID, int]]:
    left = excess
    for row in given:
        if part := min(left, int(row.oere)):
            left -= part
            yield row.innbetaling_id, row.dokument_id, -part
