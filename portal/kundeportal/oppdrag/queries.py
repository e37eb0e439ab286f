"""Oppdrag as the customer's contact sees them: never pay, never price."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted, Kunde
from portal.oppdrag.models import Utleieoppdrag


def list_oppdrag(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Not ended yet, by start; at most two hundred. One statement."""
    return session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Utleieoppdrag.po_nummer,
            Kunde.navn.label("kunde"),
            Arbeidssted.navn.label("arbeidssted"),
            func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar"),
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .outerjoin(Arbeidssted, Arbeidssted.id == Utleieoppdrag.arbeidssted_id)
        .where(Utleieoppdrag.til_dato.is_(None) | (Utleieoppdrag.til_dato >= today()))
        .order_by(Utleieoppdrag.fra_dato, Utleieoppdrag.id)
        .limit(200)
    ).all()
