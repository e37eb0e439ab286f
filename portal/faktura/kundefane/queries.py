"""What a customer owes: issued, less credited and paid; and what it has paid that is laid on nothing. One statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.models import Fakturasaldo, Innbetaling


def get_saldo(session: Session, *, kunde_ids: tuple[UUID, ...]) -> Row[*tuple[Any, ...]]:
    """(ikke_forfalt_oere, forfalt_oere, antall, ufordelt_oere)."""
    overdue = Fakturasaldo.forfall_dato < today()
    loose = (
        select(func.coalesce(func.sum(Innbetaling.rest_oere), 0))
        .where(Innbetaling.kunde_id.in_(kunde_ids), Innbetaling.rest_oere > 0)
        .scalar_subquery()
    )
    return session.execute(
        select(
            func.coalesce(func.sum(Fakturasaldo.rest_oere).filter(~overdue), 0).label("ikke_forfalt_oere"),
            func.coalesce(func.sum(Fakturasaldo.rest_oere).filter(overdue), 0).label("forfalt_oere"),
            func.count().label("antall"),
            loose.label("ufordelt_oere"),
        ).where(Fakturasaldo.kunde_id.in_(kunde_ids), Fakturasaldo.rest_oere > 0)
    ).one()
