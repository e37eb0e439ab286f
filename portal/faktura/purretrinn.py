"""How far an overdue invoice has come by the customer's profile of reminders; derived, never stored."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, literal, null, select, type_coerce

from portal.db.clock import today
from portal.faktura.models import Fakturasaldo
from portal.i18n import _l
from portal.kundekort.models import Kunde, Purreprofil

PAAMINNELSE, PURRING, INKASSOVARSEL = "paaminnelse", "purring", "inkassovarsel"
TRINN: dict[str, Any] = {
    PAAMINNELSE: _l("Påminnelse"),
    PURRING: _l("Purring"),
    INKASSOVARSEL: _l("Inkassovarsel"),
}
TONE = {PAAMINNELSE: "info", PURRING: "warn", INKASSOVARSEL: "bad"}


def days_overdue() -> ColumnElement[int]:
    """Whole days since it was due; 1 the day after."""
    return type_coerce(literal(today()) - Fakturasaldo.forfall_dato, Integer)


def with_profile(stmt: Select[Any]) -> Select[Any]:
    """Join the profile that holds for the invoice's customer: the chosen one, else the agency's own."""
    own = select(Purreprofil.id).where(Purreprofil.er_aktiv)
    first = own.order_by(Purreprofil.rekkefoelge, Purreprofil.navn).limit(1).scalar_subquery()
    held = func.coalesce(Kunde.purreprofil_id, first)
    return stmt.outerjoin(Purreprofil, Purreprofil.id == held)


def step() -> ColumnElement[Any]:
    """The furthest step that is reached; null before the first, and for what is paid."""
    days = days_overdue()
    reached = [
        (days >= Purreprofil.inkassovarsel_dager, INKASSOVARSEL),
        (days >= Purreprofil.purring_dager, PURRING),
        (days >= Purreprofil.paaminnelse_dager, PAAMINNELSE),
    ]
    return case(*[(and_(Fakturasaldo.rest_oere > 0, when), name) for when, name in reached], else_=null())
