"""The rows of recruitments on the customer's card."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.oppdrag.models_regler import Oppdragsslag
from portal.oppdrag.models_rekruttering import Rekruttering, Rekrutteringstilstand
from portal.oppdrag.soek import narrow_by_words

#: The group shows the newest; a customer with more has them found by the tab's own search.
SHOWN = 50


def list_rekrutteringer(
    session: Session, *, kunde_id: UUID, aapne: bool = True, soek: str = ""
) -> Sequence[Any]:
    """(id, nummer, tittel, antall, oppstart_dato, soeknadsfrist, tilstand, aarsloenn_oere, honorar_bp, honorar_oere),
    newest first, at most SHOWN. One statement.
    """
    is_open = Rekruttering.tilstand == Rekrutteringstilstand.AAPEN
    stmt: Any = (
        select(
            Rekruttering.id,
            Rekruttering.nummer,
            Rekruttering.tittel,
            Rekruttering.antall,
            Rekruttering.oppstart_dato,
            Rekruttering.soeknadsfrist,
            Rekruttering.tilstand,
            Rekruttering.aarsloenn_oere,
            Rekruttering.honorar_bp,
            Rekruttering.honorar_oere,
        )
        .where(Rekruttering.kunde_id == kunde_id, is_open if aapne else ~is_open)
        .order_by(Rekruttering.opprettet_tid.desc(), Rekruttering.id.desc())
        .limit(SHOWN)
    )
    stmt = narrow_by_words(
        stmt, soek, slag=Oppdragsslag.REKRUTTERING, row_id=Rekruttering.id, kunde_id=Rekruttering.kunde_id
    )
    rows: Sequence[Any] = session.execute(stmt).all()
    return rows
