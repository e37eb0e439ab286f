"""Hours that are processed and not invoiced: approved − Σ ledger, never a flag (law 5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.faktura.billable import select_billable
from portal.kundekort.models import Kunde
from portal.oppdrag.models import Timelinje, Timeliste, Timelistetilstand, Utleieoppdrag


def list_billable(session: Session, *, kunde_id: UUID, lock: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """A customer's billable hours in the order they stand on an invoice. `lock` holds the hour lines, by id."""
    if lock:
        ids = (
            select(Timelinje.id)
            .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
            .where(Timeliste.kunde_id == kunde_id, Timeliste.tilstand == Timelistetilstand.BEHANDLET)
            .order_by(Timelinje.id)
            .with_for_update(of=Timelinje)
        )
        session.execute(ids)
    stmt = select_billable().where(Timeliste.kunde_id == kunde_id)
    return session.execute(
        stmt.order_by(
            Utleieoppdrag.nummer, Timeliste.fra_dato, Timelinje.kategori, Timelinje.dato, Timelinje.id
        )
    ).all()


def list_grunnlag(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Customers with something to invoice: minutes, estimated net øre, hours without price. One statement."""
    rows = select_billable().subquery()
    return session.execute(
        select(
            Kunde.id,
            Kunde.navn,
            Kunde.kundenr,
            Kunde.fakturakanal,
            Kunde.po_paakrevd,
            func.sum(rows.c.minutter).label("minutter"),
            func.sum(func.coalesce(rows.c.minutter * rows.c.pris_oere / 60, 0)).label("netto_oere"),
            func.count().filter(rows.c.pris_oere.is_(None)).label("uten_pris"),
            func.count().filter(rows.c.po_nummer == "").label("uten_po"),
            func.min(rows.c.dato).label("fra_dato"),
            func.max(rows.c.dato).label("til_dato"),
            func.count(rows.c.oppdrag_id.distinct()).label("oppdrag"),
        )
        .join(rows, rows.c.kunde_id == Kunde.id)
        .group_by(Kunde.id, Kunde.navn, Kunde.kundenr, Kunde.fakturakanal, Kunde.po_paakrevd, Kunde.sortering)
        .order_by(Kunde.sortering, Kunde.id)
        .limit(500)
    ).all()
