"""Whom of a customer one can choose: contacts of today, and those that mail or SMS may go to. Shared by the tabs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.models import Engasjement, Person
from portal.kundekort.tree import holds_on
from portal.messaging.sms import sms_number

#: More than this nobody chooses from a list.
MOST = 500


def list_valg(session: Session, *, kunde_id: UUID) -> list[Row[Any]]:
    """Present contacts in Norwegian order: (id, navn, stilling, person_id, mobil, telefon). One statement."""
    return list(session.execute(_present(kunde_id)))


def list_mottakere(session: Session, *, kunde_id: UUID) -> list[Row[Any]]:
    """Present contacts that have an e-mail address: (…, epost, sprak). One statement."""
    return list(session.execute(_present(kunde_id).where(_EPOST != "")))


def find_mottaker(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> Row[Any] | None:
    """A present contact of this very customer that mail may go to, else None. One statement."""
    row: Row[Any] | None = session.execute(
        _present(kunde_id).where(_EPOST != "", Engasjement.id == kontakt_id)
    ).one_or_none()
    return row


def sms_til(row: Any) -> str:
    """The number of a contact that text messages go to: his own, or that of the job; nothing when neither can."""
    return sms_number(row.mobil, row.telefon)


def find_noekkelmottaker(session: Session, *, kunde_id: UUID) -> Row[Any] | None:
    """The present contact one writes to first: key contacts before others. One statement."""
    stmt = _present(kunde_id).where(_EPOST != "").order_by(None)
    row: Row[Any] | None = session.execute(
        stmt.order_by(Engasjement.er_noekkel.desc(), Person.sortering, Engasjement.id).limit(1)
    ).one_or_none()
    return row


def find_kontakt(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> Row[Any] | None:
    """A present contact of this very customer, else None. One statement."""
    row: Row[Any] | None = session.execute(
        _present(kunde_id).where(Engasjement.id == kontakt_id)
    ).one_or_none()
    return row


def contact_names(session: Session, *, ids: Iterable[UUID | str]) -> dict[UUID, str]:
    """What contacts are called, those who have left too. One statement."""
    wanted = [UUID(str(each)) for each in ids]
    rows = session.execute(
        select(Engasjement.id, Person.navn)
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.id.in_(wanted))
    )
    return {row.id: row.navn for row in rows}


_EPOST = func.coalesce(func.nullif(Engasjement.epost, ""), Person.epost)


def _present(kunde_id: UUID) -> Any:
    return (
        select(
            Engasjement.id,
            Person.navn,
            Engasjement.stilling,
            Person.id.label("person_id"),
            Person.sprak,
            _EPOST.label("epost"),
            Person.mobil,
            Engasjement.telefon,
        )
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.kunde_id == kunde_id, holds_on(Engasjement, today()))
        .order_by(Person.sortering, Engasjement.id)
        .limit(MOST)
    )
