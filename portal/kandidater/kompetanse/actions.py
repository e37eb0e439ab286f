"""Writes on competence."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.kandidater.actions import write_search_words
from portal.kandidater.models import Kompetanse, Kompetanseslag
from portal.kandidater.queries import get_kandidat
from portal.kandidater.rules import first_day_after, skill_key


def registrer_kompetanse(
    session: Session,
    *,
    kandidat_id: UUID,
    slag: Kompetanseslag,
    navn: str,
    gyldig_fra: date | None,
    siste_dag: date | None,
    kommentar: str = "",
) -> Kompetanse:
    """Something the candidate can. `siste_dag` is the last day it counts. Locks the candidate. Does not commit.

    Raises:
        NotFound: no such candidate here.
        Refused: it ends before it begins, or is registered with the same name and end.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if gyldig_fra and siste_dag and siste_dag < gyldig_fra:
        raise Refused(_("Siste dag kan ikke være før første."), field="siste_dag")
    til = first_day_after(siste_dag)
    same = select(Kompetanse.id).where(
        Kompetanse.kandidat_id == kandidat_id,
        Kompetanse.noekkel == skill_key(navn),
        Kompetanse.gyldig_til.is_not_distinct_from(til),
    )
    if session.scalar(same):
        raise Refused(_("«%(navn)s» er alt registrert.", navn=navn), field="navn")
    kompetanse = Kompetanse(
        id=uuid7(),
        kandidat_id=kandidat_id,
        slag=slag,
        navn=navn,
        noekkel=skill_key(navn),
        gyldig_fra=gyldig_fra,
        gyldig_til=til,
        kommentar=kommentar,
    )
    session.add(kompetanse)
    write_search_words(session, kandidat=kandidat)
    record(session, "kandidat.kompetanse-registrert", subject=kandidat, navn=navn)
    return kompetanse


def slett_kompetanse(session: Session, *, kandidat_id: UUID, kompetanse_id: UUID) -> None:
    """Take a competence away. Locks the candidate. Raises NotFound. Does not commit."""
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    gone = session.scalar(
        delete(Kompetanse)
        .where(Kompetanse.id == kompetanse_id, Kompetanse.kandidat_id == kandidat_id)
        .returning(Kompetanse.navn)
    )
    if gone is None:
        raise NotFound(f"kompetanse {kompetanse_id}")
    write_search_words(session, kandidat=kandidat)
    record(session, "kandidat.kompetanse-slettet", subject=kandidat, navn=gone)
