"""Timesheets as the customer's contact sees them; his scope narrows every read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.kundeportal.timer.rules import mark
from portal.oppdrag.models import (
    Timelinje,
    Timeliste,
    Timelistetilstand,
    Timelisteversjon,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.queries_timer import days_of, get_versjon, list_linjer, select_timelister
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import Dag, differs, prefill

#: The states of a timesheet the customer has answered.
ANSWERED = (Timelistetilstand.GODKJENT, Timelistetilstand.RETURNERT, Timelistetilstand.BEHANDLET)
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
    def minutter(self) -> int:
        """What there is to answer; days approved earlier are not in it."""
        return sum(dag.minutter for dag in self.dager)


def list_forside(session: Session) -> tuple[list[Ventende], Sequence[Row[*tuple[Any, ...]]]]:
    """What waits, oldest first, at most a hundred; then what has been answered lately, newest first. Two statements."""
    answered = (
        select_timelister()
        .add_columns(
            Utleieoppdrag.arbeidstid, literal(0).label("venter"), Timeliste.endret_tid.label("nyeste")
        )
        .where(Timeliste.tilstand.in_(ANSWERED))
        .order_by(Timeliste.fra_dato.desc(), Timeliste.id.desc())
        .limit(ANSWERED_SHOWN)
    )
    both = union_all(select(_delivered().subquery()), select(answered.subquery()))
    waiting: list[Row[*tuple[Any, ...]]] = []
    done: list[Row[*tuple[Any, ...]]] = []
    for row in session.execute(both):
        (waiting if row.tilstand == Timelistetilstand.LEVERT else done).append(row)
    waiting.sort(key=lambda row: (row.levert_tid, row.id))
    done.sort(key=lambda row: (row.fra_dato, row.id), reverse=True)
    return _with_days(session, waiting), done


def get_ventende(session: Session, *, timeliste_id: UUID) -> Ventende | None:
    """One that waits; None when it does not. Two statements."""
    rows = session.execute(_delivered().where(Timeliste.id == timeliste_id)).all()
    return next(iter(_with_days(session, rows)), None)


def _delivered() -> Select[*tuple[Any, ...]]:
    return (
        select_timelister()
        .add_columns(
            Utleieoppdrag.arbeidstid,
            func.count().over().label("venter"),
            func.max(Timeliste.endret_tid).over().label("nyeste"),
        )
        .where(Timeliste.tilstand == Timelistetilstand.LEVERT)
        .order_by(Timeliste.levert_tid, Timeliste.id)
        .limit(100)
    )


def _with_days(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Ventende]:
    lines: dict[UUID, list[Timelinje]] = {}
    approved: dict[UUID, set[date]] = {}
    remarks: dict[UUID, str] = {}
    for linje, remark in session.execute(
        select(Timelinje, Timelisteversjon.kommentar)
        .join(Timelisteversjon, Timelisteversjon.id == Timelinje.versjon_id)
        .join(
            Timeliste,
            (Timeliste.id == Timelinje.timeliste_id)
            & ((Timeliste.versjon_nr == Timelisteversjon.nr) | Timelinje.godkjent_tid.is_not(None)),
        )
        .where(Timelinje.timeliste_id.in_([row.id for row in rows]))
        .order_by(Timelinje.dato, Timelinje.kategori)
    ):
        if linje.godkjent_tid is not None:  # of an earlier delivery: answered, nothing to look at
            approved.setdefault(linje.timeliste_id, set()).add(linje.dato)
            continue
        lines.setdefault(linje.timeliste_id, []).append(linje)
        remarks[linje.timeliste_id] = remark
    return [
        _waiting(row, lines.get(row.id, []), approved.get(row.id, set()), remarks.get(row.id, ""))
        for row in rows
    ]


def _waiting(
    row: Row[*tuple[Any, ...]], linjer: list[Timelinje], approved: set[date], remark: str
) -> Ventende:
    days = days_of(linjer)
    planned = prefill(read_plan(row.arbeidstid), fra=row.fra_dato, til=row.til_dato)
    plan = [day for day in planned if day.dato not in approved]
    return Ventende(row, days, differs({day.dato: day.minutter for day in days}, plan), remark)


def waiting_mark(session: Session) -> tuple[int, str]:
    """How many wait, and a mark that changes when any of them does: the ETag of the poll. One statement."""
    row = session.execute(
        select(func.count(), func.max(Timeliste.endret_tid))
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .where(Timeliste.tilstand == Timelistetilstand.LEVERT)
    ).one()
    return row[0], mark(row[0], row[1])


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


def require_within_limit(session: Session, *, liste: Timeliste, tak_oere: int | None) -> None:
    """Refuse an approval that comes to more than this contact may approve; asked after it, in the same savepoint.

    At most three statements, none without a limit. Raises Refused.
    """
    if tak_oere is None:
        return
    newest = get_versjon(session, liste=liste)
    approved = [
        linje
        for linje in list_linjer(session, timeliste_id=liste.id)
        if newest is not None and linje.versjon_id == newest.id and linje.godkjent_tid is not None
    ]
    if get_beloep(session, linjer=approved, oppdrag_id=liste.oppdrag_id) > tak_oere:
        raise Refused(_("Timene kommer over beløpet du kan godkjenne. En annen hos dere må godkjenne dem."))
