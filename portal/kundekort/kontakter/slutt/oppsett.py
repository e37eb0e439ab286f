"""What becomes of a contact's roles when he leaves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.kundekort.kontakter.rules import ROLLE_NAVN
from portal.kundekort.kontakter.slutt.actions import flytt_roller
from portal.kundekort.kontakter.slutt.queries import list_roller_med_sted
from portal.kundekort.registry import Ansvar, ansvar


def setup() -> None:
    """Fills the registry."""
    ansvar.register(Ansvar("roller", _l("Roller"), "badge-check", _read, flytt_roller, order=10))


def _read(session: Session, kontakt_id: UUID) -> list[tuple[str, str, Mapping[str, Any]]]:
    """His roles, each with the place where it sits."""
    rows = list_roller_med_sted(session, kontakt_id=kontakt_id)
    return [(f"{ROLLE_NAVN[row.rolle]}, {row.kunde}", "", {}) for row in rows]
