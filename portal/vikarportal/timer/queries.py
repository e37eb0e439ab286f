"""What a worker sees: his oppdrag and their weeks. His scope narrows every read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.models import Kunde
from portal.oppdrag.models import Timeliste, Timelistetilstand, Utleieoppdrag
from portal.oppdrag.rules.timer import monday_of

#: Weeks shown before the current one.
WEEKS_BACK = 5


@dataclass(frozen=True)
class Uke:
    """One week of one oppdrag, whether or not anything is written in it yet."""

    oppdrag_id: UUID
    oppdrag: str
    tittel: str
    kunde: str
    mandag: date
    tilstand: Timelistetilstand
    timeliste_id: UUID | None


def list_uker(session: Session) -> Sequence[Uke]:
    """The last weeks and the current one of every oppdrag that has days in them, newest first. Two statements."""
    current = monday_of(today())
    first = current - timedelta(weeks=WEEKS_BACK)
    oppdrag = session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Kunde.navn.label("kunde"),
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .where(
            Utleieoppdrag.fra_dato <= current + timedelta(days=6),
            Utleieoppdrag.til_dato.is_(None) | (Utleieoppdrag.til_dato >= first),
        )
        .order_by(Utleieoppdrag.nummer)
    ).all()
    held = {
        (row.oppdrag_id, monday_of(row.fra_dato)): row
        for row in session.execute(
            select(Timeliste.id, Timeliste.oppdrag_id, Timeliste.fra_dato, Timeliste.tilstand).where(
                Timeliste.fra_dato >= first
            )
        )
    }
    weeks = [current - timedelta(weeks=back) for back in range(WEEKS_BACK + 1)]
    return [
        Uke(
            row.id,
            row.nummer,
            row.tittel,
            row.kunde,
            monday,
            held[row.id, monday].tilstand if (row.id, monday) in held else Timelistetilstand.AAPEN,
            held[row.id, monday].id if (row.id, monday) in held else None,
        )
        for monday in weeks
        for row in oppdrag
        if row.fra_dato <= monday + timedelta(days=6) and (row.til_dato is None or row.til_dato >= monday)
    ]


def find_timeliste(session: Session, *, oppdrag_id: UUID, mandag: date) -> Timeliste | None:
    """The timesheet of that week; None when nothing is written yet."""
    return session.scalar(
        select(Timeliste).where(
            Timeliste.oppdrag_id == oppdrag_id,
            Timeliste.fra_dato.between(mandag, mandag + timedelta(days=6)),
        )
    )
