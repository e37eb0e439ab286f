"""The candidate's oppdrag, as a box on the candidate's card."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kundekort.models import Kunde
from portal.oppdrag.models import Utleieoppdrag

SHOWN = 20


def list_kandidatens_oppdrag(session: Session, kandidat_id: UUID) -> Sequence[Any]:
    """(id, nummer, tittel, fra_dato, til_dato, kunde_id, kunde), latest first, at most 20. One statement."""
    return session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Utleieoppdrag.kunde_id,
            Kunde.navn.label("kunde"),
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .where(Utleieoppdrag.kandidat_id == kandidat_id)
        .order_by(Utleieoppdrag.fra_dato.desc(), Utleieoppdrag.id.desc())
        .limit(SHOWN)
    ).all()
