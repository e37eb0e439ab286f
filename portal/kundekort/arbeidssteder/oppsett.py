"""Worksites on the card: their pages, and what becomes of a worksite's contact who leaves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.kundekort.arbeidssteder.actions import flytt_kontaktansvar
from portal.kundekort.arbeidssteder.routes import room
from portal.kundekort.arbeidssteder.underenheter import room as underenheter
from portal.kundekort.models import Arbeidssted
from portal.kundekort.registry import MOST_SHOWN, Ansvar, ansvar

__all__ = ["room", "setup", "underenheter"]


def setup() -> None:
    """Fills the registry."""
    ansvar.register(
        Ansvar(
            "arbeidssteder", _l("Kontakt på arbeidssteder"), "map-pin", _read, flytt_kontaktansvar, order=15
        )
    )


def _read(session: Session, kontakt_id: UUID) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Where he is contact on site or for HMS."""
    rows = session.execute(
        select(Arbeidssted.id, Arbeidssted.navn, Arbeidssted.kunde_id)
        .where(
            or_(Arbeidssted.kontakt_id == kontakt_id, Arbeidssted.hms_kontakt_id == kontakt_id),
            Arbeidssted.er_aktiv,
        )
        .order_by(Arbeidssted.sortering, Arbeidssted.id)
        .limit(MOST_SHOWN + 1)
    )
    return [
        (
            row.navn,
            "kundekort.arbeidssteder.endre",
            {"kunde_id": row.kunde_id, "arbeidssted_id": row.id},
        )
        for row in rows
    ]
