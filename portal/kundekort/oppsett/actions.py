"""Keep, or forget, how the front of the card is arranged."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.models import Kortoppsett
from portal.kundekort.oppsett.rules import read_places
from portal.kundekort.registry import oversikt


def flytt_bokser(session: Session, *, bruker_id: UUID | None, plasser: Sequence[str]) -> None:
    """Store the places (`column from 0:key`) for a user, or with None for the agency. Raises Refused.

    Boxes the user may not see keep no place. The last move wins: it is what the page shows.
    """
    _store(session, bruker_id, read_places(plasser, known=[boks.key for boks in oversikt.all()]))


def del_oppsett(session: Session, *, bruker_id: UUID) -> None:
    """Let the user's places be the agency's. Raises Refused when he has none."""
    own = session.scalar(select(Kortoppsett.plasser).where(Kortoppsett.bruker_id == bruker_id))
    if own is None:
        raise Refused(_("Flytt boksene slik alle skal ha dem først."))
    _store(session, None, own)


def _store(session: Session, bruker_id: UUID | None, plasser: Sequence[str]) -> None:
    stmt = insert(Kortoppsett).values(
        tenant_id=session.info["tenant"], id=uuid7(), bruker_id=bruker_id, plasser=plasser
    )
    session.execute(
        stmt.on_conflict_do_update(index_elements=["tenant_id", "bruker_id"], set_={"plasser": plasser})
    )
    if bruker_id is None:
        record(session, "oppsett.kort_for_byraaet")


def tilbakestill_bokser(session: Session, *, bruker_id: UUID) -> None:
    """Forget the user's places: the agency's count again."""
    session.execute(delete(Kortoppsett).where(Kortoppsett.bruker_id == bruker_id))
