"""Whether a worker is barred at a customer in a period, and the single exception that lets him pass (A11)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import ngettext
from portal.kandidater.rules import last_day
from portal.kundekort.models import Arbeidssted, Kunde
from portal.kundekort.rules import Handling
from portal.kundekort.tree import ancestors, ancestors_within, holds_on
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.rules.kontroll import Sperret, as_refused, check_bars, stops
from portal.oppdrag.unntak import use_one
from portal.web.paging import COUNT_CAP


def barred_at(
    kandidat_id: Any, *, kunde_id: UUID, arbeidssted_id: UUID | None, fra: date, til: date | None
) -> ColumnElement[UUID | None]:
    """Column of a statement over candidates: the customer whose bar holds on some day of the period, else None.

    `til` is inclusive. As `list_sperrer`; it is that customer's page that says more.
    """
    bars = _bars(select(Sperre.kunde_id), kunde_id, arbeidssted_id, fra, til)
    first = bars.where(Sperre.kandidat_id == kandidat_id).order_by(Sperre.gyldig_fra, Sperre.id).limit(1)
    return first.scalar_subquery()


def list_sperrer(
    session: Session,
    *,
    kandidat_id: UUID,
    kunde_id: UUID,
    arbeidssted_id: UUID | None,
    fra: date,
    til: date | None,
    handling: Handling,
) -> list[Sperret]:
    """The bars of a candidate that hold at the customer on some day of the period. One statement.

    So do those of the customer that owns the worksite: a unit may use the sites of the customers above it, and it is
    there that the worker would stand. Those of the customers above either count when they say so, for the days that
    it stands below them.
    """
    given = (
        select(func.count(Stoppunntak.id))
        .where(*_usable(Sperre.id, handling))
        .correlate(Sperre)
        .scalar_subquery()
    )
    columns = (
        Sperre.id,
        Sperre.kunde_id,
        Kunde.navn,
        Sperre.gyldig_fra,
        Sperre.gyldig_til,
        Sperre.satt_av_navn,
    )
    stmt = _bars(select(*columns, given.label("unntak")).distinct(), kunde_id, arbeidssted_id, fra, til)
    rows = session.execute(
        stmt.join(Kunde, Kunde.id == Sperre.kunde_id)
        .where(Sperre.kandidat_id == kandidat_id)
        .order_by(Sperre.gyldig_fra, Sperre.id)
    )
    return [
        Sperret(
            r.id, r.kunde_id, r.navn, r.gyldig_fra, last_day(r.gyldig_til), r.satt_av_navn, bool(r.unntak)
        )
        for r in rows
    ]


def in_force(dag: date) -> ColumnElement[bool]:
    """The bar holds on the day."""
    return and_(Sperre.opphevet_tid.is_(None), holds_on(Sperre, dag))


def list_tapte_sperrer(session: Session, inn_id: UUID, kunde_id: UUID) -> list[str]:
    """Bars of those above a customer that would hold no longer for what is its, when it goes into another."""
    over, kept = ancestors(inn_id, name="over_inn"), ancestors(kunde_id, name="over_kunde")
    workers = func.count(Sperre.kandidat_id.distinct()).label("antall")
    rows = session.execute(
        select(Kunde.navn, workers)
        .join(Sperre, Sperre.kunde_id == Kunde.id)
        .where(
            Kunde.id.in_(select(over.c.id).where(over.c.dybde > 0)),
            Kunde.id.not_in(select(kept.c.id)),
            Sperre.med_underenheter,
            Sperre.opphevet_tid.is_(None),
            or_(Sperre.gyldig_til.is_(None), Sperre.gyldig_til > today()),
        )
        .group_by(Kunde.id, Kunde.navn)
        .order_by(Kunde.navn, Kunde.id)
    )
    return [
        ngettext(
            "%(num)s vikar er sperret hos %(navn)s med underenheter. Den sperren gjelder ikke lenger her.",
            "%(num)s vikarer er sperret hos %(navn)s med underenheter. De sperrene gjelder ikke lenger her.",
            row.antall,
            navn=row.navn,
        )
        for row in rows
    ]


def count_sperrer(kunde_id: UUID) -> ColumnElement[int]:
    """Scalar subquery: bars of one kunde that hold today, capped."""
    rows = select(Sperre.id).where(Sperre.kunde_id == kunde_id, in_force(today())).limit(COUNT_CAP).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def pass_bars(
    session: Session,
    *,
    kandidat_id: UUID,
    navn: str,
    kunde_id: UUID,
    arbeidssted_id: UUID | None,
    dager: Sequence[tuple[date, date | None]],
    handling: Handling,
    brukt_id: UUID,
) -> None:
    """Let the act through, using up an exception for each bar that holds in one of the periods (last day inclusive).

    The guarded UPDATE lets one act through per exception, however many try at once.

    Raises:
        Refused: a bar stops it; says whom, where, who set it, who may lift it, and the page.
    """
    passed: set[UUID] = set()
    for fra, til in dager:
        found = list_sperrer(
            session,
            kandidat_id=kandidat_id,
            kunde_id=kunde_id,
            arbeidssted_id=arbeidssted_id,
            fra=fra,
            til=til,
            handling=handling,
        )
        for sperret in found:
            if sperret.id not in passed and not use_one(
                session, _usable(sperret.id, handling), brukt_id=brukt_id
            ):
                held = Sperret(**{**vars(sperret), "unntak": False})
                raise as_refused(stops(check_bars([held], navn=navn))[0])
            passed.add(sperret.id)


def has_exception(session: Session, *, sperre_id: UUID, handling: Handling) -> bool:
    """An exception is decided and not used. One statement."""
    return bool(session.scalar(select(func.count(Stoppunntak.id)).where(*_usable(sperre_id, handling))))


def _usable(sperre_id: Any, handling: Handling) -> tuple[ColumnElement[bool], ...]:
    return (
        Stoppunntak.sperre_id == sperre_id,
        Stoppunntak.gjelder == str(handling),
        Stoppunntak.brukt_tid.is_(None),
        Stoppunntak.gyldig_til > today(),
    )


def _bars(
    stmt: Select[Any], kunde_id: UUID, arbeidssted_id: UUID | None, fra: date, til: date | None
) -> Select[Any]:
    owner = select(Arbeidssted.kunde_id).where(Arbeidssted.id == arbeidssted_id).scalar_subquery()
    roots = func.unnest(array([cast(kunde_id, Kunde.id.type), owner]))
    opp = ancestors_within(roots, fra=fra, til=til)
    holds = and_(
        Sperre.gyldig_fra < opp.c.til, or_(Sperre.gyldig_til.is_(None), Sperre.gyldig_til > opp.c.fra)
    )
    return (
        stmt.select_from(Sperre)
        .join(opp, opp.c.id == Sperre.kunde_id)
        .where(Sperre.opphevet_tid.is_(None), holds, or_(opp.c.dybde == 0, Sperre.med_underenheter.is_(True)))
    )
