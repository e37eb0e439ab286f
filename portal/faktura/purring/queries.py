"""Overdue invoices with the step each has reached, the longest overdue first."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import NotFound
from portal.faktura.models import Fakturasaldo, Salgsdokument
from portal.faktura.purretrinn import TRINN, days_overdue, step, with_profile
from portal.kundekort.models import Kunde, Purreprofil
from portal.registers.queries import get_sats
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

FILTERS = ("alle", *TRINN)
#: A fee is a twentieth of the inkassosats, rounded to kroner (inkassoforskriften § 1-2).
SHARE, KRONE = 20, 100


def list_til_purring(
    session: Session, *, trinn: str = "alle", etter: str | None = None, size: int = PAGE_SIZE
) -> Page[Row[*tuple[Any, ...]]]:
    """Invoices that have reached a step, or one of them. One statement, whatever the number of rows."""
    reached = step()
    stmt = with_profile(
        select(
            Salgsdokument.id,
            Salgsdokument.nummer,
            Fakturasaldo.forfall_dato,
            Fakturasaldo.rest_oere,
            days_overdue().label("dager"),
            reached.label("trinn"),
            Purreprofil.navn.label("profil"),
            Purreprofil.gebyr,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
        )
        .select_from(Fakturasaldo)
        .join(Salgsdokument, Salgsdokument.id == Fakturasaldo.id)
        .join(Kunde, Kunde.id == Fakturasaldo.kunde_id)
    ).where(Fakturasaldo.rest_oere > 0, Fakturasaldo.forfall_dato < today())
    stmt = stmt.where(reached == trinn if trinn in TRINN else reached.is_not(None))
    if (mark := read_mark(etter, date.fromisoformat, UUID)) is not None:
        stmt = stmt.where(tuple_(Fakturasaldo.forfall_dato, Fakturasaldo.id) > tuple_(*mark))
    rows = session.execute(stmt.order_by(Fakturasaldo.forfall_dato, Fakturasaldo.id).limit(size + 1)).all()
    return cut(rows, mark=lambda row: (row.forfall_dato, row.id), size=size)


def find_gebyr(session: Session) -> tuple[int, str] | None:
    """(øre, source) of a reminder's fee today; None when the register has no rate for the day. One statement."""
    try:
        sats = get_sats(session, kode="inkassosats", dato=today())
    except NotFound:
        return None
    return (sats.verdi * 2 + SHARE * KRONE) // (2 * SHARE * KRONE) * KRONE, sats.kilde
