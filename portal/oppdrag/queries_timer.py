"""Reads of timesheets that the worker's, the customer's and the agency's pages share."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import OSLO
from portal.errors import NotFound
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Kunde
from portal.oppdrag.models import (
    Linjetilstand,
    Timekategori,
    Timelinje,
    Timeliste,
    Timelisteversjon,
    Utleieoppdrag,
)
from portal.oppdrag.models_regler import Tilleggsregel
from portal.oppdrag.rules.timer import Dag

Rows = Sequence[Row[*tuple[Any, ...]]]
#: A day beyond this is overtime when no rule says otherwise (aml § 10-4 (1): nine hours in twenty-four).
LAWFUL_DAY_MIN = 9 * 60


def get_timeliste(session: Session, *, timeliste_id: UUID, lock: bool = False) -> Timeliste:
    """One timesheet, fresh. Raises NotFound, also when the reader's scope does not reach it."""
    # Joined to its oppdrag, so that a contact whose scope is «egne» reaches only what he himself approves.
    stmt = (
        select(Timeliste)
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .where(Timeliste.id == timeliste_id)
        .execution_options(populate_existing=True)
    )
    liste = session.scalar(stmt.with_for_update(of=Timeliste) if lock else stmt)
    if liste is None:
        raise NotFound(f"timeliste {timeliste_id}")
    return liste


def get_versjon(session: Session, *, liste: Timeliste) -> Timelisteversjon | None:
    """The newest version; None before the first draft."""
    return session.scalar(
        select(Timelisteversjon).where(
            Timelisteversjon.timeliste_id == liste.id, Timelisteversjon.nr == liste.versjon_nr
        )
    )


def list_versjoner(session: Session, *, timeliste_id: UUID) -> Sequence[Timelisteversjon]:
    """Every version, newest first."""
    return session.scalars(
        select(Timelisteversjon)
        .where(Timelisteversjon.timeliste_id == timeliste_id)
        .order_by(Timelisteversjon.nr.desc())
    ).all()


def list_linjer(session: Session, *, timeliste_id: UUID) -> Sequence[Timelinje]:
    """Lines of all versions, by day and category."""
    return session.scalars(
        select(Timelinje)
        .where(Timelinje.timeliste_id == timeliste_id)
        .order_by(Timelinje.dato, Timelinje.kategori, Timelinje.id)
    ).all()


def current_lines(linjer: Sequence[Timelinje], *, versjon_id: UUID | None) -> list[Timelinje]:
    """What the timesheet says now: approved lines of any version, and the newest version's own."""
    return [linje for linje in linjer if linje.godkjent_tid is not None or linje.versjon_id == versjon_id]


def days_of(linjer: Sequence[Timelinje]) -> list[Dag]:
    """Lines put together per day, as the worker wrote them."""
    by_day: dict[date, list[Timelinje]] = {}
    for linje in linjer:
        by_day.setdefault(linje.dato, []).append(linje)
    days = []
    for dato, rows in sorted(by_day.items()):
        main = next((row for row in rows if row.start_tid is not None), rows[0])
        overtid = sum(r.minutter for r in rows if r.kategori is Timekategori.OVERTID_50)
        days.append(
            Dag(
                dato,
                main.start_tid.astimezone(OSLO).time() if main.start_tid else None,
                main.slutt_tid.astimezone(OSLO).time() if main.slutt_tid else None,
                main.pause_min,
                sum(row.minutter for row in rows),
                overtid,
                main.kommentar,
            )
        )
    return days


def get_overtid_etter(session: Session, *, oppdrag: Utleieoppdrag) -> int:
    """Minutes of a day after which overtime is proposed: the oppdrag's rule, the customer's, the tenant's, the law."""
    rule = session.scalar(
        select(Tilleggsregel.etter_min)
        .where(
            Tilleggsregel.kategori == Timekategori.OVERTID_50,
            Tilleggsregel.etter_min.is_not(None),
            or_(
                Tilleggsregel.oppdrag_id == oppdrag.id,
                Tilleggsregel.kunde_id == oppdrag.kunde_id,
                Tilleggsregel.oppdrag_id.is_(None) & Tilleggsregel.kunde_id.is_(None),
            ),
        )
        .order_by(Tilleggsregel.oppdrag_id.nulls_last(), Tilleggsregel.kunde_id.nulls_last())
        .limit(1)
    )
    return int(rule) if rule is not None else LAWFUL_DAY_MIN


def select_timelister() -> Select[*tuple[Any, ...]]:
    """Timesheets as lists show them: person, customer, oppdrag, week, minutes of what stands now."""
    minutes = (
        select(func.coalesce(func.sum(Timelinje.minutter), 0))
        .join(Timelisteversjon, Timelisteversjon.id == Timelinje.versjon_id)
        .where(
            Timelinje.timeliste_id == Timeliste.id,
            Timelinje.tilstand != Linjetilstand.RETURNERT,
            or_(Timelinje.godkjent_tid.is_not(None), Timelisteversjon.nr == Timeliste.versjon_nr),
        )
        .correlate(Timeliste)
        .scalar_subquery()
    )
    return (
        select(
            Timeliste.id,
            Timeliste.tilstand,
            Timeliste.fra_dato,
            Timeliste.til_dato,
            Timeliste.levert_tid,
            Timeliste.godkjent_tid,
            Timeliste.versjon,
            Timeliste.versjon_nr,
            Timeliste.kunde_id,
            Timeliste.oppdrag_id,
            Kunde.navn.label("kunde"),
            func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar"),
            Utleieoppdrag.nummer.label("oppdrag"),
            Utleieoppdrag.tittel,
            Utleieoppdrag.po_nummer,
            minutes.label("minutter"),
        )
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .join(Kunde, Kunde.id == Timeliste.kunde_id)
        .join(Kandidat, Kandidat.id == Timeliste.kandidat_id)
    )
