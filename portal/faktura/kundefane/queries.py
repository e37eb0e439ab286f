"""What a customer owes: issued less credited. One statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument


def get_saldo(session: Session, *, kunde_ids: tuple[UUID, ...]) -> Row[*tuple[Any, ...]]:
    """(ikke_forfalt_oere, forfalt_oere, antall): payments are not registered here yet, so this is what is invoiced."""
    rest = Salgsdokument.sum_oere - Salgsdokument.kreditert_oere
    overdue = Salgsdokument.forfall_dato < today()
    return session.execute(
        select(
            func.coalesce(func.sum(rest).filter(~overdue), 0).label("ikke_forfalt_oere"),
            func.coalesce(func.sum(rest).filter(overdue), 0).label("forfalt_oere"),
            func.count().label("antall"),
        ).where(
            Salgsdokument.kunde_id.in_(kunde_ids),
            Salgsdokument.kind == Dokumentkind.FAKTURA,
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            rest > 0,
        )
    ).one()
