"""Reads of acts on many customers, and of the choice they begin with."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import Kunde, Liste, Massehandling
from portal.kundekort.utvalg import Leser, Utvalg, narrowed
from portal.web.paging import capped_count


def get_masse(session: Session, *, masse_id: UUID, lock: bool = False) -> Massehandling:
    """One of the actor's own acts, fresh; a worker, who acts for nobody yet, reads any. Raises NotFound."""
    session.flush()  # reading fresh would lose what this session has not yet written
    stmt = select(Massehandling).where(Massehandling.id == masse_id).execution_options(populate_existing=True)
    masse = session.scalar(stmt.with_for_update() if lock else stmt)
    actor_id = actor_of(session).id
    if masse is None or (actor_id is not None and masse.bruker_id != actor_id):
        raise NotFound(f"massehandling {masse_id}")
    return masse


def count_utvalg(session: Session, *, utvalg: Utvalg, leser: Leser) -> int:
    """How many customers are chosen, at most 1 001. Two statements at most."""
    return capped_count(session, narrowed(session, select(Kunde.id), utvalg=utvalg, leser=leser))


def get_maal(session: Session, *, masse: Massehandling) -> str:
    """The name of whom or what the customers were given to. One statement."""
    stmt = (
        select(Bruker.navn).where(Bruker.id == masse.ansvarlig_id)
        if masse.ansvarlig_id is not None
        else select(Liste.navn).where(Liste.id == masse.liste_id)
    )
    return session.scalar(stmt) or ""
