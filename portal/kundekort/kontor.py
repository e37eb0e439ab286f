"""What an office decides for its customers: the risk class they begin with, whom their mail is from, the logo."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.types import uuid7
from portal.kundekort.models import Kontoroppsett, Kunde, Standardbruk, Standardslag, Standardverdi
from portal.messaging.registry import Sender


def begin_with_risk(session: Session, *, avdeling_id: UUID | None, kunde_ids: Sequence[UUID]) -> None:
    """New customers use a copy of their office's standard risk class as their own, when the office has one in use.

    One statement, and two more when there is one. What is changed at the office afterwards does not follow.
    """
    stmt = (
        select(Standardverdi)
        .join(Kontoroppsett, Kontoroppsett.risikoklasse_id == Standardverdi.id)
        .where(Kontoroppsett.avdeling_id == avdeling_id, Standardverdi.er_aktiv)
    )
    held = session.scalar(stmt) if avdeling_id is not None and kunde_ids else None
    if held is None:
        return
    slag = Standardslag.RISIKOKLASSE
    copy = {"slag": slag, "navn": held.navn, "rekkefoelge": held.rekkefoelge, "data": held.data}
    add_in_order(
        session,
        [Standardverdi(id=uuid7(), kunde_id=kunde_id, **copy) for kunde_id in kunde_ids]
        + [
            Standardbruk(id=uuid7(), kunde_id=kunde_id, slag=slag.value, bruk_egne=True)
            for kunde_id in kunde_ids
        ],
    )


def find_sender(session: Session, kunde_id: UUID) -> Sender:
    """Whom mail about the customer is from and where answers go, as its office has chosen. One statement."""
    stmt = (
        select(Kontoroppsett.avsender_navn, Kontoroppsett.avsender_epost, Kontoroppsett.svar_epost)
        .join(Kunde, Kunde.avdeling_id == Kontoroppsett.avdeling_id)
        .where(Kunde.id == kunde_id)
    )
    row = session.execute(stmt).one_or_none()
    return Sender(*row) if row is not None else Sender()


def find_logo(session: Session, *, kunde_id: UUID) -> bytes | None:
    """The picture that stands on documents of the customer's office; None without one. One statement."""
    stmt = (
        select(Kontoroppsett.logo)
        .join(Kunde, Kunde.avdeling_id == Kontoroppsett.avdeling_id)
        .where(Kunde.id == kunde_id)
    )
    return session.scalar(stmt)
