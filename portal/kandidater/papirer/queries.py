"""A worker's papers: as the card shows them, and as requirements are compared with them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.kandidater.models import Kandidatpapir

#: Papers shown of one candidate; those that are ended come last.
SHOWN = 200


def get_papir(session: Session, *, kandidat_id: UUID, papir_id: UUID, lock: bool = False) -> Kandidatpapir:
    """One paper of this very candidate, fresh. One statement. Raises NotFound."""
    return get_one(
        session,
        Kandidatpapir,
        Kandidatpapir.id == papir_id,
        Kandidatpapir.kandidat_id == kandidat_id,
        lock=lock,
    )


def list_papirer(session: Session, *, kandidat_id: UUID) -> Sequence[Kandidatpapir]:
    """Every paper of the candidate by name, the ended ones last. One statement."""
    stmt = select(Kandidatpapir).where(Kandidatpapir.kandidat_id == kandidat_id)
    ended = Kandidatpapir.avsluttet_tid.is_not(None)
    stmt = stmt.order_by(
        ended, Kandidatpapir.noekkel, Kandidatpapir.gyldig_til.desc(), Kandidatpapir.id.desc()
    )
    return session.scalars(stmt.limit(SHOWN)).all()


def list_gjeldende(session: Session, *, kandidat_ids: Iterable[UUID]) -> Sequence[Any]:
    """(id, kandidat_id, navn, noekkel, hjemmel, bedt_dato, mottatt_dato, gyldig_fra, gyldig_til) of those that are not
    ended, of all the candidates. One statement.
    """
    columns = (
        *(Kandidatpapir.id, Kandidatpapir.kandidat_id, Kandidatpapir.navn, Kandidatpapir.noekkel),
        *(Kandidatpapir.hjemmel, Kandidatpapir.bedt_dato, Kandidatpapir.mottatt_dato),
        *(Kandidatpapir.gyldig_fra, Kandidatpapir.gyldig_til),
    )
    return session.execute(
        select(*columns)
        .where(Kandidatpapir.kandidat_id.in_(list(kandidat_ids)), Kandidatpapir.avsluttet_tid.is_(None))
        .order_by(Kandidatpapir.noekkel, Kandidatpapir.id)
    ).all()
