"""Writes on availability."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.kandidater.models import Tilgjengelighet, Tilgjengelighetsslag
from portal.kandidater.queries import get_kandidat
from portal.kandidater.rules import first_day_after


def registrer_tilgjengelighet(
    session: Session,
    *,
    kandidat_id: UUID,
    slag: Tilgjengelighetsslag,
    fra: date,
    siste_dag: date | None,
    kommentar: str = "",
) -> Tilgjengelighet:
    """What the candidate says about a period; `siste_dag` inclusive. Locks the candidate. Does not commit.

    Raises:
        NotFound: no such candidate here.
        Refused: it ends before it begins, or another period of the candidate covers part of it.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if siste_dag and siste_dag < fra:
        raise Refused(_("Siste dag kan ikke være før første."), field="siste_dag")
    til = first_day_after(siste_dag)
    clash = select(Tilgjengelighet.gyldig_fra).where(
        Tilgjengelighet.kandidat_id == kandidat_id,
        or_(Tilgjengelighet.gyldig_til.is_(None), Tilgjengelighet.gyldig_til > fra),
    )
    if til is not None:
        clash = clash.where(Tilgjengelighet.gyldig_fra < til)
    if session.scalar(clash.limit(1)):
        raise Refused(_("En annen periode dekker noen av dagene. Slett den først."), field="fra")
    periode = Tilgjengelighet(
        id=uuid7(), kandidat_id=kandidat_id, slag=slag, gyldig_fra=fra, gyldig_til=til, kommentar=kommentar
    )
    session.add(periode)
    record(
        session, "kandidat.tilgjengelighet-registrert", subject=kandidat, slag=str(slag), fra=fra.isoformat()
    )
    return periode


def slett_tilgjengelighet(session: Session, *, kandidat_id: UUID, periode_id: UUID) -> None:
    """Take a period away. Raises NotFound. Does not commit."""
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    gone = session.scalar(
        delete(Tilgjengelighet)
        .where(Tilgjengelighet.id == periode_id, Tilgjengelighet.kandidat_id == kandidat_id)
        .returning(Tilgjengelighet.gyldig_fra)
    )
    if gone is None:
        raise NotFound(f"tilgjengelighet {periode_id}")
    record(session, "kandidat.tilgjengelighet-slettet", subject=kandidat, fra=gone.isoformat())
