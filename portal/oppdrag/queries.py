"""Reads that the features of the room share, and that upper rooms use."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.oppdrag.models import (
    Kandidatkobling,
    LedigStilling,
    Timelinje,
    Timeliste,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.models_regler import Timekategori


def get_stilling(session: Session, *, stilling_id: UUID, lock: bool = False) -> LedigStilling:
    """One stilling, fresh. One statement. Raises NotFound."""
    return get_one(session, LedigStilling, LedigStilling.id == stilling_id, lock=lock)


def get_oppdrag(session: Session, *, oppdrag_id: UUID, lock: bool = False) -> Utleieoppdrag:
    """One oppdrag, fresh. One statement. Raises NotFound."""
    return get_one(session, Utleieoppdrag, Utleieoppdrag.id == oppdrag_id, lock=lock)


def find_kobling(
    session: Session, *, stilling_id: UUID, kandidat_id: UUID, lock: bool = False
) -> Kandidatkobling | None:
    """The link of a pair. One statement."""
    stmt = select(Kandidatkobling).where(
        Kandidatkobling.stilling_id == stilling_id, Kandidatkobling.kandidat_id == kandidat_id
    )
    return session.scalar(stmt.with_for_update() if lock else stmt)


def has_hours(session: Session, *, oppdrag_id: UUID) -> bool:
    """True when a line exists in any version of any timeliste. One statement."""
    lines = (
        select(Timelinje.id)
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .where(Timeliste.oppdrag_id == oppdrag_id)
    )
    return session.scalar(lines.limit(1)) is not None


def list_priser(
    session: Session, *, oppdrag_id: UUID
) -> Sequence[Row[UUID, Timekategori, int, int, int, date, date | None, str]]:
    """(id, kategori, loenn_oere, pris_oere, mva_bp, gyldig_fra, gyldig_til, kilde), oldest first. One statement."""
    pris = UtleieoppdragPris
    return session.execute(
        select(
            pris.id,
            pris.kategori,
            pris.loenn_oere,
            pris.pris_oere,
            pris.mva_bp,
            pris.gyldig_fra,
            pris.gyldig_til,
            pris.kilde,
        )
        .where(pris.oppdrag_id == oppdrag_id)
        .order_by(pris.kategori, pris.gyldig_fra)
    ).all()


def find_pris(
    session: Session, *, oppdrag_id: UUID, kategori: Timekategori, dato: date
) -> Row[int, int, int, str] | None:
    """(loenn_oere, pris_oere, mva_bp, kilde) of a category on a day; None when none is agreed. One statement."""
    pris = UtleieoppdragPris
    return session.execute(
        select(pris.loenn_oere, pris.pris_oere, pris.mva_bp, pris.kilde).where(
            pris.oppdrag_id == oppdrag_id,
            pris.kategori == kategori,
            pris.gyldig_fra <= dato,
            or_(pris.gyldig_til.is_(None), pris.gyldig_til > dato),
        )
    ).one_or_none()
