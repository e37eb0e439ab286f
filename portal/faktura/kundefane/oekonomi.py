"""The box «Økonomi» on the front of the card: what was invoiced, for the unit and for the whole tree below it.

What is paid is not known here yet, so nothing is said of outstanding sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, Date, case, cast, func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.billable import select_billable
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument
from portal.i18n import _
from portal.kundekort.tree import subtree, with_merged
from portal.oppdrag.models import Timeliste
from portal.web.charts import bar_chart
from portal.web.formats import kroner, maaned, timetall

#: Months in the chart, the running one among them.
MONTHS = 12


@dataclass(frozen=True)
class Linje:
    """One line of the box: the sentence, and the figure of the unit and of the tree as shown."""

    tekst: str
    enhet: str
    hele: str


@dataclass(frozen=True)
class Oekonomi:
    """The whole box."""

    linjer: Sequence[Linje]
    #: Net per month, oldest first; None when nothing was invoiced in any of them.
    graf: Markup | None


def load_oekonomi(session: Session, kunde_id: UUID) -> Oekonomi:
    """Net øre in periods and per month, unit and tree. Two statements."""
    dag = today()
    year, last_year = date(dag.year, 1, 1), date(dag.year - 1, 1, 1)
    tree = select(subtree(kunde_id).c.id)
    netto = case(
        (Salgsdokument.kind == Dokumentkind.KREDITNOTA, -Salgsdokument.netto_oere),
        else_=Salgsdokument.netto_oere,
    )
    own = with_merged(kunde_id)
    here, issued = Salgsdokument.kunde_id.in_(own), Salgsdokument.utstedt_dato

    def both(amount: Any, *when: ColumnElement[bool]) -> list[ColumnElement[Any]]:
        whole = func.coalesce(func.sum(amount).filter(*when), 0)
        return [func.coalesce(func.sum(amount).filter(here, *when), 0), whole]

    credited = Salgsdokument.kind == Dokumentkind.KREDITNOTA
    sums = session.execute(
        select(
            *both(netto, issued > dag - timedelta(days=30)),
            *both(netto, issued >= year),
            *both(netto, issued < year),
            *both(Salgsdokument.netto_oere, issued >= year, credited),
            *_waiting(own, tree),
        ).where(
            Salgsdokument.kunde_id.in_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            issued >= last_year,
        )
    ).one()
    words = (_("Fakturert siste 30 dager"), _("Fakturert i år"), _("Fakturert i fjor"), _("Kreditert i år"))
    money = [Linje(text, kroner(sums[2 * n]), kroner(sums[2 * n + 1])) for n, text in enumerate(words)]
    hours = Linje(_("Timer som kan faktureres"), timetall(sums[8]), timetall(sums[9]))
    return Oekonomi([*money, hours], _graph(session, tree, netto, dag))


def _waiting(own: Any, tree: Any) -> list[ColumnElement[Any]]:
    """Scalar subqueries: minutes that are processed and not invoiced."""
    found: list[ColumnElement[Any]] = []
    for whose in (own, tree):
        rows = select_billable().where(Timeliste.kunde_id.in_(whose)).subquery()
        found.append(select(func.coalesce(func.sum(rows.c.minutter), 0)).scalar_subquery())
    return found


def _graph(session: Session, tree: Any, netto: ColumnElement[Any], dag: date) -> Markup | None:
    months = [_months_before(dag, back) for back in reversed(range(MONTHS))]
    month = cast(func.date_trunc("month", Salgsdokument.utstedt_dato), Date).label("maaned")
    rows = session.execute(
        select(month, func.sum(netto).label("oere"))
        .where(
            Salgsdokument.kunde_id.in_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato >= months[0],
        )
        .group_by(month)
    )
    held = {row.maaned: row.oere for row in rows}
    if not held:
        return None
    points = [(maaned(first), round(held.get(first, 0) / 100_000)) for first in months]
    sentence = _(
        "Fakturert per måned i tusen kroner, til sammen %(sum)s det siste året.",
        sum=kroner(sum(held.values())),
    )
    return bar_chart(_("Fakturert, tusen kr"), points, sentence=sentence)


def _months_before(dag: date, back: int) -> date:
    """The first of the month so many months ago."""
    number = dag.year * 12 + dag.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
