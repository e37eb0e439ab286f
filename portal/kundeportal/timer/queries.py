"""Timesheets as the customer's contact sees them; his scope narrows every read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.oppdrag.models import (
    Timelinje,
    Timeliste,
    Timelistetilstand,
    Timelisteversjon,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.queries_timer import days_of, select_timelister
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import Dag, differs, prefill

#: Answered timesheets shown below those that wait.
ANSWERED_SHOWN = 30


@dataclass(frozen=True)
class Ventende:
    """One delivered timesheet with its days, and what differs from the plan."""

    rad: Row[*tuple[Any, ...]]
    dager: Sequence[Dag]
    avvik: Sequence[date]
    kommentar: str

    @property
    def overtid_min(self) -> int:
        return sum(dag.overtid_min for dag in self.dager)


def list_ventende(session: Session, *, timeliste_id: UUID | None = None) -> list[Ventende]:
    """Delivered and not answered, oldest first, at most a hundred. Two statements."""
    stmt = (
        select_timelister()
        .add_columns(Utleieoppdrag.arbeidstid)
        .where(Timeliste.tilstand == Timelistetilstand.LEVERT)
        .order_by(Timeliste.levert_tid, Timeliste.id)
        .limit(100)
    )
    if timeliste_id is not None:
        stmt = stmt.where(Timeliste.id == timeliste_id)
    rows = session.execute(stmt).all()
    lines: dict[UUID, list[Timelinje]] = {}
    remarks: dict[UUID, str] = {}
    for linje, remark in session.execute(
        select(Timelinje, Timelisteversjon.kommentar)
        .join(Timelisteversjon, Timelisteversjon.id == Timelinje.versjon_id)
        .join(
            Timeliste,
            (Timeliste.id == Timelinje.timeliste_id) & (Timeliste.versjon_nr == Timelisteversjon.nr),
        )
        .where(Timelinje.timeliste_id.in_([row.id for row in rows]))
        .order_by(Timelinje.dato, Timelinje.kategori)
    ):
        lines.setdefault(linje.timeliste_id, []).append(linje)
        remarks[linje.timeliste_id] = remark
    return [_waiting(row, lines.get(row.id, []), remarks.get(row.id, "")) for row in rows]


def _waiting(row: Row[*tuple[Any, ...]], linjer: list[Timelinje], remark: str) -> Ventende:
    days = days_of(linjer)
    plan = prefill(read_plan(row.arbeidstid), fra=row.fra_dato, til=row.til_dato)
    return Ventende(row, days, differs({day.dato: day.minutter for day in days}, plan), remark)


def list_besvarte(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """What has been answered lately, newest first. One statement."""
    answered = [Timelistetilstand.GODKJENT, Timelistetilstand.RETURNERT, Timelistetilstand.BEHANDLET]
    return session.execute(
        select_timelister()
        .where(Timeliste.tilstand.in_(answered))
        .order_by(Timeliste.fra_dato.desc(), Timeliste.id.desc())
        .limit(ANSWERED_SHOWN)
    ).all()


def waiting_mark(session: Session) -> tuple[int, str]:
    """How many wait, and a mark that changes when any of them does: the ETag of the poll. One statement."""
    row = session.execute(
        select(func.count(), func.max(Timeliste.endret_tid))
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .where(Timeliste.tilstand == Timelistetilstand.LEVERT)
    ).one()
    return row[0], f"{row[0]}-{row[1].timestamp() if row[1] else 0}"


def get_beloep(session: Session, *, linjer: Sequence[Timelinje], oppdrag_id: UUID) -> int:
    """What the lines come to at the agreed prices, øre, without MVA. One statement."""
    prices = session.scalars(
        select(UtleieoppdragPris).where(UtleieoppdragPris.oppdrag_id == oppdrag_id)
    ).all()
    total = 0
    for linje in linjer:
        for price in prices:
            holds = price.gyldig_fra <= linje.dato and (
                price.gyldig_til is None or linje.dato < price.gyldig_til
            )
            if price.kategori is linje.kategori and holds:
                total += (2 * linje.minutter * price.pris_oere + 60) // 120
    return total
