"""Reads that the features of the room share, and that upper rooms use."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.identity.models import Portalkonto
from portal.kandidater.models import Kandidat, Kompetanse, Tilgjengelighet, Tilgjengelighetsslag


def get_kandidat(session: Session, *, kandidat_id: UUID, lock: bool = False) -> Kandidat:
    """One candidate, fresh. One statement. Raises NotFound."""
    return get_one(session, Kandidat, Kandidat.id == kandidat_id, lock=lock)


def find_konto(session: Session, *, kandidat_id: UUID) -> Row[bool, datetime | None, str] | None:
    """(er_aktiv, aktivert_tid, epost) of the candidate's account in the worker's portal. One statement."""
    return session.execute(
        select(Portalkonto.er_aktiv, Portalkonto.aktivert_tid, Portalkonto.epost).where(
            Portalkonto.kandidat_id == kandidat_id
        )
    ).one_or_none()


def list_kompetanser(
    session: Session, *, kandidat_id: UUID
) -> Sequence[Row[UUID, str, str, str, date | None, date | None, str]]:
    """(id, slag, navn, noekkel, gyldig_fra, gyldig_til, kommentar), by name. One statement."""
    return session.execute(
        select(
            Kompetanse.id,
            Kompetanse.slag,
            Kompetanse.navn,
            Kompetanse.noekkel,
            Kompetanse.gyldig_fra,
            Kompetanse.gyldig_til,
            Kompetanse.kommentar,
        )
        .where(Kompetanse.kandidat_id == kandidat_id)
        .order_by(Kompetanse.noekkel, Kompetanse.id)
    ).all()


def list_tilgjengelighet(
    session: Session, *, kandidat_id: UUID, fra: date
) -> Sequence[Row[UUID, Tilgjengelighetsslag, date, date | None, str]]:
    """(id, slag, gyldig_fra, gyldig_til, kommentar) of periods that have not ended by `fra`. One statement."""
    return session.execute(
        select(
            Tilgjengelighet.id,
            Tilgjengelighet.slag,
            Tilgjengelighet.gyldig_fra,
            Tilgjengelighet.gyldig_til,
            Tilgjengelighet.kommentar,
        )
        .where(
            Tilgjengelighet.kandidat_id == kandidat_id,
            or_(Tilgjengelighet.gyldig_til.is_(None), Tilgjengelighet.gyldig_til > fra),
        )
        .order_by(Tilgjengelighet.gyldig_fra, Tilgjengelighet.id)
    ).all()
