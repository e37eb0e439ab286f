"""Key figures of the room on the front of the card: what is invoiced, what waits for it, and what is open."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from portal.db.clock import today
from portal.faktura.billable import select_billable
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Fakturasaldo, Salgsdokument
from portal.i18n import _
from portal.kundekort.registry import Hos, Tall
from portal.oppdrag.models import Timeliste
from portal.web.formats import kroner, timetall


def invoiced(hos: Hos) -> Sequence[ColumnElement[Any]]:
    """Scalar subqueries: net øre this year, and last year until the same day; credit notes taken off."""
    dag = today()
    return [_net(hos, date(dag.year, 1, 1), dag), _net(hos, date(dag.year - 1, 1, 1), _a_year_before(dag))]


def show_invoiced(i_aar: int, i_fjor: int) -> Tall:
    """«Fakturert i år», beside last year at the same time."""
    if not i_fjor:
        return Tall(kroner(i_aar))
    tone = "up" if i_aar > i_fjor else "down" if i_aar < i_fjor else ""
    return Tall(kroner(i_aar), detalj=_("%(beloep)s på samme tid i fjor", beloep=kroner(i_fjor)), tone=tone)


def waiting(hos: Hos) -> Sequence[ColumnElement[Any]]:
    """Scalar subquery: minutes that are processed and not invoiced."""
    rows = select_billable().where(hos(Timeliste.kunde_id)).subquery()
    return [select(func.coalesce(func.sum(rows.c.minutter), 0)).scalar_subquery()]


def show_waiting(minutter: int) -> Tall:
    """«Til fakturering»."""
    return Tall(timetall(minutter))


def outstanding(hos: Hos) -> Sequence[ColumnElement[Any]]:
    """Scalar subqueries: øre that are open, and those of them that are overdue."""
    rest = func.coalesce(func.sum(Fakturasaldo.rest_oere), 0)
    whole = select(rest).where(hos(Fakturasaldo.kunde_id), Fakturasaldo.rest_oere > 0)
    return [whole.scalar_subquery(), whole.where(Fakturasaldo.forfall_dato < today()).scalar_subquery()]


def show_outstanding(aapent: int, forfalt: int) -> Tall:
    """«Utestående», and how much of it is overdue."""
    if not forfalt:
        return Tall(kroner(aapent))
    return Tall(kroner(aapent), detalj=_("%(beloep)s er forfalt", beloep=kroner(forfalt)), tone="down")


def invoiced_per_kunde(ids: Any) -> Select[*tuple[Any, ...]]:
    """(kunde_id, net øre issued this year, credit notes taken off)."""
    netto = Salgsdokument.netto_oere
    signed = case((Salgsdokument.kind == Dokumentkind.KREDITNOTA, -netto), else_=netto)
    return (
        select(Salgsdokument.kunde_id, func.sum(signed))
        .where(
            Salgsdokument.kunde_id.in_(ids),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato >= date(today().year, 1, 1),
        )
        .group_by(Salgsdokument.kunde_id)
    )


def _net(hos: Hos, fra: date, til: date) -> ColumnElement[Any]:
    netto = Salgsdokument.netto_oere
    signed = case((Salgsdokument.kind == Dokumentkind.KREDITNOTA, -netto), else_=netto)
    return (
        select(func.coalesce(func.sum(signed), 0))
        .where(
            hos(Salgsdokument.kunde_id),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato.between(fra, til),
        )
        .scalar_subquery()
    )


def _a_year_before(dag: date) -> date:
    """The same day last year; 28 February for a leap day."""
    return dag.replace(year=dag.year - 1, day=28 if (dag.month, dag.day) == (2, 29) else dag.day)
