"""The star on a customer: each employee's own."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.kundekort.models import Favoritt
from portal.kundekort.queries import get_kunde


def sett_favoritt(session: Session, *, kunde_id: UUID, paa: bool) -> str:
    """Give the customer the actor's star, or take it away; answers its name. A second time changes nothing.

    Raises NotFound.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    bruker_id = actor_of(session).id
    if not paa:
        session.execute(
            delete(Favoritt).where(Favoritt.kunde_id == kunde.id, Favoritt.bruker_id == bruker_id)
        )
        return kunde.navn
    session.execute(
        insert(Favoritt)
        .values(
            tenant_id=kunde.tenant_id,
            id=uuid7(),
            bruker_id=bruker_id,
            kunde_id=kunde.id,
            opprettet_tid=now(),
        )
        .on_conflict_do_nothing()
    )
    return kunde.navn
