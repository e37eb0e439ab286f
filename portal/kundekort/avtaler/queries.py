"""Appointments: one, those who take part, and a customer's coming ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import Avtale, Avtaledeltaker, Engasjement, Kunde, Person

#: Those who take part in one appointment.
MOST = 200


@dataclass(frozen=True)
class Deltaker:
    """One who takes part; `epost` is empty when he cannot be invited by mail."""

    id: UUID
    engasjement_id: UUID | None
    bruker_id: UUID | None
    person_id: UUID | None
    navn: str
    epost: str
    sprak: str | None

    @property
    def key(self) -> UUID:
        """Whose row it is."""
        return self.engasjement_id or self.bruker_id or self.id


def get_avtale(session: Session, *, avtale_id: UUID, lock: bool = False) -> Avtale:
    """One appointment, fresh. One statement. Raises NotFound."""
    return get_one(session, Avtale, Avtale.id == avtale_id, lock=lock)


def get_synlig(session: Session, *, avtale_id: UUID, bruker_id: UUID) -> Avtale:
    """One appointment a colleague may see: at a customer everyone's, else only those he takes part in.

    One statement, two without a customer. Raises NotFound.
    """
    avtale = get_avtale(session, avtale_id=avtale_id)
    if avtale.kunde_id is None and avtale.bruker_id != bruker_id:
        part = select(Avtaledeltaker.id).where(
            Avtaledeltaker.avtale_id == avtale_id, Avtaledeltaker.bruker_id == bruker_id
        )
        if session.scalar(part) is None:
            raise NotFound(f"avtale {avtale_id}")
    return avtale


def get_vist(session: Session, *, avtale_id: UUID) -> Row[*tuple[Any, ...]]:
    """Beside the appointment: (kunde, arrangoer, arrangoer_epost). One statement. Raises NotFound."""
    row: Row[*tuple[Any, ...]] | None = session.execute(
        select(
            Kunde.navn.label("kunde"),
            Bruker.navn.label("arrangoer"),
            Bruker.epost.label("arrangoer_epost"),
        )
        .select_from(Avtale)
        .join(Bruker, Bruker.id == Avtale.bruker_id)
        .outerjoin(Kunde, Kunde.id == Avtale.kunde_id)
        .where(Avtale.id == avtale_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"avtale {avtale_id}")
    return row


def with_arrangoer(session: Session, *, avtale: Avtale, deltakere: Sequence[Deltaker]) -> list[Deltaker]:
    """Those who take part and the one who called it, who is told when another moves it. One statement at most."""
    if any(deltaker.bruker_id == avtale.bruker_id for deltaker in deltakere):
        return list(deltakere)
    row = session.execute(
        select(Bruker.id, Bruker.navn, Bruker.epost, Bruker.sprak).where(
            Bruker.id == avtale.bruker_id, Bruker.er_aktiv
        )
    ).one_or_none()
    if row is None:
        return list(deltakere)
    return [*deltakere, Deltaker(row.id, None, row.id, None, row.navn, row.epost, row.sprak)]


def list_deltakere(session: Session, *, avtale_id: UUID) -> Sequence[Deltaker]:
    """Contacts and colleagues by name. One statement."""
    contact = func.coalesce(func.nullif(Engasjement.epost, ""), Person.epost)
    rows = session.execute(
        select(
            Avtaledeltaker.id,
            Avtaledeltaker.engasjement_id,
            Avtaledeltaker.bruker_id,
            Engasjement.person_id,
            func.coalesce(Person.navn, Bruker.navn).label("navn"),
            func.coalesce(contact, Bruker.epost, "").label("epost"),
            func.coalesce(Person.sprak, Bruker.sprak).label("sprak"),
        )
        .outerjoin(Engasjement, Engasjement.id == Avtaledeltaker.engasjement_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .outerjoin(Bruker, Bruker.id == Avtaledeltaker.bruker_id)
        .where(Avtaledeltaker.avtale_id == avtale_id)
        .order_by(func.coalesce(Person.sortering, func.lower(Bruker.navn)), Avtaledeltaker.id)
        .limit(MOST)
    )
    return [Deltaker(*row) for row in rows]
