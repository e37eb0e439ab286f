"""What an employee answers for, as conditions: counted before he goes, and given to another when he does."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from portal.kundekort.models import Kunde, Oppgave, Oppgavetilstand
from portal.signing.columns import left_to_sign
from portal.signing.models import Signatar


def his_customers(bruker_id: UUID) -> Select[Any]:
    """Customers he is responsible for, those that live on in another one left out."""
    return select(Kunde.id).where(Kunde.kundeansvarlig_id == bruker_id, Kunde.slaatt_sammen_med_id.is_(None))


def open_tasks(bruker_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Conditions of tasks he has still to do."""
    return Oppgave.ansvarlig_id == bruker_id, Oppgave.tilstand == Oppgavetilstand.AAPEN


def his_signatures(bruker_id: UUID) -> Select[Any]:
    """Places in requests where he has still to sign for the agency."""
    return left_to_sign(Signatar.bruker_id == bruker_id)
