"""Two cards beside each other, and the merges of one customer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.kundekort.models import Adresse, Kunde, Kundesammenslaaing, Kundestatus


def list_adresser_av(session: Session, *, kunde_ider: Sequence[UUID]) -> dict[UUID, dict[str, Adresse]]:
    """Customer → kind → address. One statement."""
    held: dict[UUID, dict[str, Adresse]] = {each: {} for each in kunde_ider}
    for row in session.scalars(select(Adresse).where(Adresse.kunde_id.in_(kunde_ider))):
        held[row.kunde_id][row.slag] = row
    return held


def list_sammenslaainger(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """What went into this card, newest first: (id, tid, aktoer_navn, angret_tid, angret_av_navn, navn, kundenr)."""
    return session.execute(
        select(
            Kundesammenslaaing.id,
            Kundesammenslaaing.tid,
            Kundesammenslaaing.aktoer_navn,
            Kundesammenslaaing.angret_tid,
            Kundesammenslaaing.angret_av_navn,
            Kunde.navn,
            Kunde.kundenr,
        )
        .join(Kunde, Kunde.id == Kundesammenslaaing.inn_id)
        .where(Kundesammenslaaing.kunde_id == kunde_id)
        .order_by(Kundesammenslaaing.tid.desc(), Kundesammenslaaing.id.desc())
        .limit(50)
    ).all()


def get_sammenslaaing(
    session: Session, *, kunde_id: UUID, sammenslaaing_id: UUID, lock: bool = False
) -> Kundesammenslaaing:
    """One merge into this card. One statement. Raises NotFound."""
    stmt = select(Kundesammenslaaing).where(
        Kundesammenslaaing.id == sammenslaaing_id, Kundesammenslaaing.kunde_id == kunde_id
    )
    row = session.scalar(stmt.with_for_update() if lock else stmt)
    if row is None:
        raise NotFound(f"kundesammenslaaing {sammenslaaing_id}")
    return row


def get_status_id(session: Session, *, kode: str) -> UUID | None:
    """The tenant's status with this code. One statement."""
    return session.scalar(select(Kundestatus.id).where(Kundestatus.kode == kode))


def is_sperret(session: Session, *, kunde: Kunde) -> bool:
    """The customer's own status is a credit stop. One statement."""
    return bool(session.scalar(select(Kundestatus.er_sperre).where(Kundestatus.id == kunde.status_id)))
