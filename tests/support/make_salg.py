"""Factories of sales."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.types import uuid7
from portal.identity.models import Bruker
from portal.kundekort.models import Mulighet, Salgstrinn, Trinnslag
from portal.kundekort.salg.muligheter import registrer_mulighet
from portal.kundekort.salg.rules import Mulighetsdata


def trinn(session: Session, navn: str = "Eget trinn", **values: Any) -> Salgstrinn:
    """A stage of the funnel."""
    given = {
        "slag": Trinnslag.AAPEN,
        "rekkefoelge": 15,
        "sannsynlighet_bp": 2000,
        "krav": [],
        "er_aktiv": True,
    }
    row = Salgstrinn(id=uuid7(), navn=navn, **{**given, **values})
    session.add(row)
    session.flush()
    return row


def mulighet(session: Session, kunde_id: UUID, trinn_id: UUID | None = None, **values: Any) -> Mulighet:
    """An opportunity at a customer, in the first stage when none is named."""
    first = select(Salgstrinn.id).where(Salgstrinn.slag == Trinnslag.AAPEN).order_by(Salgstrinn.rekkefoelge)
    who = session.scalars(select(Bruker.id).order_by(Bruker.id).limit(1)).one()
    row = registrer_mulighet(
        session,
        kunde_id=kunde_id,
        trinn_id=trinn_id or session.scalars(first.limit(1)).one(),
        data=Mulighetsdata(**{"tittel": "Mulighet", "ansvarlig_id": who, **values}),
    )
    session.flush()
    return row
