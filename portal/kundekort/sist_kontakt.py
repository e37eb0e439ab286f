"""When somebody here and somebody at the customer last spoke: what each way to speak writes the same way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from portal.kundekort.models import Kunde


def was_in_touch(session: Session, *, kunde_id: UUID | None, tid: datetime) -> None:
    """They spoke then; only ever moves forward. One statement; of no customer it touches nothing."""
    session.execute(
        update(Kunde)
        .where(Kunde.id == kunde_id, or_(Kunde.sist_kontakt_tid.is_(None), Kunde.sist_kontakt_tid < tid))
        .values(sist_kontakt_tid=tid)
    )
