"""What an office has decided for itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.kundekort.models import Kontoroppsett, Kontorsone, Standardslag, Standardverdi


def get_oppsett(session: Session, *, avdeling_id: UUID) -> Kontoroppsett | None:
    """What the office has chosen; None before the first time. One statement."""
    return session.scalar(select(Kontoroppsett).where(Kontoroppsett.avdeling_id == avdeling_id))


def get_logo(session: Session, *, avdeling_id: UUID) -> bytes | None:
    """The office's logo; None without one. One statement."""
    return session.scalar(select(Kontoroppsett.logo).where(Kontoroppsett.avdeling_id == avdeling_id))


def has_logo(session: Session, *, avdeling_id: UUID) -> bool:
    """Whether there is one; the picture is not read. One statement."""
    stmt = select(Kontoroppsett.id).where(
        Kontoroppsett.avdeling_id == avdeling_id, Kontoroppsett.logo.is_not(None)
    )
    return session.scalar(stmt) is not None


def list_soner(session: Session, *, avdeling_id: UUID) -> Sequence[Kontorsone]:
    """The zones of the office, the latest first. One statement."""
    stmt = select(Kontorsone).where(Kontorsone.avdeling_id == avdeling_id)
    return session.scalars(stmt.order_by(Kontorsone.gyldig_fra.desc()).limit(50)).all()


def list_risikoklasser(session: Session) -> Sequence[Row[UUID, str]]:
    """The agency's own risk classes in use: (id, navn). One statement."""
    return session.execute(
        select(Standardverdi.id, Standardverdi.navn)
        .where(
            Standardverdi.kunde_id.is_(None),
            Standardverdi.slag == Standardslag.RISIKOKLASSE,
            Standardverdi.er_aktiv,
        )
        .order_by(Standardverdi.rekkefoelge, Standardverdi.navn, Standardverdi.id)
        .limit(500)
    ).all()


def names_of_klasser(session: Session, *, ids: Sequence[str]) -> dict[UUID, str]:
    """What classes are called, those out of use too. One statement."""
    rows = select(Standardverdi.id, Standardverdi.navn).where(Standardverdi.id.in_(map(UUID, ids)))
    return {row.id: row.navn for row in session.execute(rows)}
