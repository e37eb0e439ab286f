"""SQL pieces of the dated customer tree: who stands above and below today, and the order a reader walks it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Date, Row, Select, Text, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.db.clock import today
from portal.kundekort.models import Kunde, KundeForelder

#: Levels of a tree that are followed; a ring made behind our back ends here instead of never.
MAX_DEPTH = 20


def holds_on(dated: Any, dag: date) -> ColumnElement[bool]:
    """The row of a dated table (gyldig_fra, gyldig_til) holds that day; half-open."""
    return and_(dated.gyldig_fra <= dag, or_(dated.gyldig_til.is_(None), dated.gyldig_til > dag))


def ancestors(kunde_id: UUID | ColumnElement[UUID], *, name: str = "opp") -> CTE:
    """Recursive CTE (id, dybde): the customer itself at depth 0, its parent today at 1, and so on.

    `name` tells two of them in one statement apart.
    """
    dag = today()
    own = kunde_id if isinstance(kunde_id, ColumnElement) else literal(kunde_id)
    start: Select[Any] = select(cast(own, Kunde.id.type).label("id"), literal(0).label("dybde"))
    opp = start.cte(name, recursive=True)
    forelder = aliased(KundeForelder)
    return opp.union_all(
        select(forelder.forelder_id, opp.c.dybde + 1)
        .join(opp, opp.c.id == forelder.kunde_id)
        .where(
            holds_on(forelder, dag),
            opp.c.dybde < MAX_DEPTH,
        )
    )


def ancestors_within(kunde_id: UUID | ColumnElement[UUID], *, fra: date, til: date | None) -> CTE:
    """Recursive CTE (id, dybde, fra, til): who stood above on some day of the period, and on which of its days.

    `til` is inclusive, None for no end; the column `til` is the first day after. One that is moved meanwhile has its
    former parent for the days before, and the new one from then on.
    """
    own = kunde_id if isinstance(kunde_id, ColumnElement) else literal(kunde_id)
    endless = cast(literal("infinity", Text), Date)
    after = endless if til is None else literal(til + timedelta(days=1), Date)
    start: Select[Any] = select(
        cast(own, Kunde.id.type).label("id"),
        literal(0).label("dybde"),
        cast(literal(fra, Date), Date).label("fra"),
        cast(after, Date).label("til"),
    )
    opp = start.cte("opp_i_tid", recursive=True)
    forelder = aliased(KundeForelder)
    first = func.greatest(opp.c.fra, forelder.gyldig_fra)
    last = func.least(opp.c.til, func.coalesce(forelder.gyldig_til, endless))
    return opp.union_all(
        select(forelder.forelder_id, opp.c.dybde + 1, first, last)
        .join(opp, opp.c.id == forelder.kunde_id)
        .where(first < last, opp.c.dybde < MAX_DEPTH)
    )


def subtree(kunde_id: UUID | ColumnElement[UUID]) -> CTE:
    """Recursive CTE (id, dybde): the customer itself at depth 0 and every enhet below it today."""
    dag = today()
    own = kunde_id if isinstance(kunde_id, ColumnElement) else literal(kunde_id)
    start: Select[Any] = select(cast(own, Kunde.id.type).label("id"), literal(0).label("dybde"))
    ned = start.cte("ned", recursive=True)
    barn = aliased(KundeForelder)
    return ned.union_all(
        select(barn.kunde_id, ned.c.dybde + 1)
        .join(ned, ned.c.id == barn.forelder_id)
        .where(
            holds_on(barn, dag),
            ned.c.dybde < MAX_DEPTH,
        )
    )


def with_merged(kunde_id: UUID) -> Select[UUID]:
    """The customer and the cards that have gone into it: what is theirs is its own."""
    return select(Kunde.id).where(or_(Kunde.id == kunde_id, Kunde.slaatt_sammen_med_id == kunde_id))


def in_tree_order(rows: Sequence[Row[*tuple[Any, ...]]], *, root: UUID) -> list[Row[*tuple[Any, ...]]]:
    """The rows as a reader walks the tree: each enhet followed by those below it."""
    below: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        below.setdefault(row.forelder_id, []).append(row)
    ordered: list[Row[*tuple[Any, ...]]] = []
    waiting = list(reversed(below.get(root, [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += reversed(below.get(row.id, []))
    return ordered
