"""The figures of the box «Økonomi», each for the unit and for the whole tree. One statement of one row.

The ids of the unit and of the tree are found once and used as arrays: with a list of ids the planner goes by the index
of the customer, where a subquery of a recursive tree makes it read the whole agency.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Subquery,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    true,
    type_coerce,
    union,
)
from sqlalchemy.orm import Session

from portal.faktura.billable import select_billable
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Fakturasaldo,
    Innbetaling,
    InnbetalingFordeling,
    Salgsdokument,
    Salgslinje,
)
from portal.kundekort.models import Kunde
from portal.kundekort.tree import subtree, with_merged
from portal.oppdrag.models import Timeliste, Utleieoppdrag
from portal.oppdrag.queries_margin import kostdata

#: Days overdue that begin a bucket; the last has no end.
FORFALT = (1, 31, 61, 91)


def signed(amount: Any) -> ColumnElement[Any]:
    """A credit note's amounts are positive; they count against."""
    return case((Salgsdokument.kind == Dokumentkind.KREDITNOTA, -amount), else_=amount)


def load_tall(session: Session, *, kunde_id: UUID, dag: date, maaneder_fra: date) -> Row[*tuple[Any, ...]]:
    """Columns by name, with `_enhet` and `_hele`; amounts in øre. One statement.

    `kost` is what an hour's cost is made of (queries_margin), `maaneder` net øre by the first of each month, `own` and
    `tree` the ids themselves.
    """
    return session.execute(_select_tall(dag, maaneder_fra), {"kunde_id": kunde_id}).one()


@lru_cache(maxsize=4)
def _select_tall(dag: date, maaneder_fra: date) -> Select[*tuple[Any, ...]]:
    """Made once a day: it is long to put together."""
    kunde_id: Any = bindparam("kunde_id", type_=Uuid)
    grener = select(_array(with_merged(kunde_id)).label("own"), _array(_whole(kunde_id)).label("tree")).cte(
        "grener"
    )
    own, tree = (cast(select(column).scalar_subquery(), ARRAY(Uuid)) for column in grener.c)
    parts = (
        _invoiced(own, tree, dag),
        _hours(own, tree, dag),
        _open(own, tree, dag),
        _loose(own, tree),
        _paid(own, tree, dag),
        _oppdrag(own, tree, dag),
    )
    stmt = select(
        *[column for part in parts for column in part.c],
        *_waiting(own, tree),
        select(Kunde.kredittgrense_oere).where(Kunde.id == kunde_id).scalar_subquery().label("grense_oere"),
        kostdata().label("kost"),
        _months(tree, maaneder_fra).label("maaneder"),
        own.label("own"),
        tree.label("tree"),
    ).select_from(parts[0])
    for part in parts[1:]:
        stmt = stmt.join(part, true())  # each is one row
    return stmt


def _array(ids: Any) -> ColumnElement[Any]:
    """ARRAY(SELECT …)."""
    return func.array(ids.scalar_subquery())


def _whole(kunde_id: Any) -> Any:
    """The customer, every enhet below it, and the cards that have gone into one of them."""
    ned = subtree(kunde_id)
    gone = select(Kunde.id).join(ned, ned.c.id == Kunde.slaatt_sammen_med_id)
    return union(select(ned.c.id), gone)


def _both(navn: str, here: ColumnElement[bool], amount: Any, *when: Any) -> list[ColumnElement[Any]]:
    total = func.coalesce(func.sum(amount).filter(true(), *when), 0)
    return [
        func.coalesce(func.sum(amount).filter(here, *when), 0).label(f"{navn}_enhet"),
        total.label(f"{navn}_hele"),
    ]


def _invoiced(own: Any, tree: Any, dag: date) -> Subquery:
    here, issued = Salgsdokument.kunde_id == any_(own), Salgsdokument.utstedt_dato
    year, netto = date(dag.year, 1, 1), signed(Salgsdokument.netto_oere)
    credited = Salgsdokument.kind == Dokumentkind.KREDITNOTA
    return (
        select(
            *_both("uke", here, netto, issued > dag - timedelta(days=7)),
            *_both("maaned", here, netto, issued > dag - timedelta(days=30)),
            *_both("i_aar", here, netto, issued >= year),
            *_both("i_fjor", here, netto, issued < year),
            *_both("kreditert", here, Salgsdokument.netto_oere, issued >= year, credited),
        )
        .where(
            Salgsdokument.kunde_id == any_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            issued >= date(dag.year - 1, 1, 1),
        )
        .subquery("fakturert")
    )


def _hours(own: Any, tree: Any, dag: date) -> Subquery:
    """What was invoiced this year for hours, the other side of their cost."""
    here = Salgsdokument.kunde_id == any_(own)
    return (
        select(*_both("timesum", here, signed(Salgslinje.netto_oere)))
        .join(Salgsdokument, Salgsdokument.id == Salgslinje.dokument_id)
        .where(
            Salgsdokument.kunde_id == any_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato >= date(dag.year, 1, 1),
            Salgslinje.oppdrag_id.is_not(None),
        )
        .subquery("timesummer")
    )


def _open(own: Any, tree: Any, dag: date) -> Subquery:
    here, rest, due = Fakturasaldo.kunde_id == any_(own), Fakturasaldo.rest_oere, Fakturasaldo.forfall_dato
    columns = _both("aapent", here, rest)
    for first, after in zip(FORFALT, (*FORFALT[1:], None), strict=True):
        when = [due <= dag - timedelta(days=first)]
        if after is not None:
            when.append(due > dag - timedelta(days=after))
        columns += _both(f"forfalt{first}", here, rest, *when)
    return (
        select(*columns)
        .where(Fakturasaldo.kunde_id == any_(tree), Fakturasaldo.rest_oere > 0)
        .subquery("aapne")
    )


def _loose(own: Any, tree: Any) -> Subquery:
    return (
        select(*_both("ufordelt", Innbetaling.kunde_id == any_(own), Innbetaling.rest_oere))
        .where(Innbetaling.kunde_id == any_(tree), Innbetaling.rest_oere > 0)
        .subquery("ufordelte")
    )


def _paid(own: Any, tree: Any, dag: date) -> Subquery:
    """Days from issue to payment times øre, and the øre, of the last year. What was taken back counts against it."""
    here, oere = Fakturasaldo.kunde_id == any_(own), InnbetalingFordeling.beloep_oere
    days = type_coerce(Innbetaling.dato - Fakturasaldo.utstedt_dato, Integer)
    return (
        select(*_both("dagoere", here, days * oere), *_both("betalt", here, oere))
        .select_from(Fakturasaldo)
        .join(InnbetalingFordeling, InnbetalingFordeling.dokument_id == Fakturasaldo.id)
        .join(Innbetaling, Innbetaling.id == InnbetalingFordeling.innbetaling_id)
        .where(Fakturasaldo.kunde_id == any_(tree), Innbetaling.dato > dag - timedelta(days=365))
        .subquery("betalte")
    )


def _oppdrag(own: Any, tree: Any, dag: date) -> Subquery:
    here = Utleieoppdrag.kunde_id == any_(own)
    return (
        select(func.count().filter(here).label("oppdrag_enhet"), func.count().label("oppdrag_hele"))
        .where(
            Utleieoppdrag.kunde_id == any_(tree),
            Utleieoppdrag.fra_dato <= dag,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
        )
        .subquery("aktive")
    )


def _waiting(own: Any, tree: Any) -> list[ColumnElement[Any]]:
    """Minutes that are processed and not invoiced."""
    found: list[ColumnElement[Any]] = []
    for navn, whose in (("venter_enhet", own), ("venter_hele", tree)):
        rows = select_billable().where(Timeliste.kunde_id == any_(whose)).subquery()
        minutes = select(func.coalesce(func.sum(rows.c.minutter), 0)).scalar_subquery()
        found.append(minutes.label(navn))
    return found


def _months(tree: Any, fra: date) -> ColumnElement[Any]:
    month = cast(func.date_trunc("month", Salgsdokument.utstedt_dato), Date).label("maaned")
    rows = (
        select(month, func.sum(signed(Salgsdokument.netto_oere)).label("oere"))
        .where(
            Salgsdokument.kunde_id == any_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato >= fra,
        )
        .group_by(month)
        .subquery("per_maaned")
    )
    return select(func.jsonb_object_agg(rows.c.maaned, rows.c.oere)).scalar_subquery()
