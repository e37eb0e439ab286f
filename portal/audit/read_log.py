"""Who opened personal data. Said by the route, written after the response (sikkerhet-drift.md decision 15)."""

from uuid import UUID

from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.models import Leselogg
from portal.db.clock import now
from portal.db.types import uuid7
from portal.web.afterwards import afterwards


def note_read(subject_kind: str, subject_id: UUID, what: str) -> None:
    """Say that this request shows someone's personal data; remembered when the response has gone."""
    actor = current_user.person

    def write(session: Session) -> None:
        session.add(
            Leselogg(
                id=uuid7(),
                tid=now(),
                aktoer_slag=actor.slag,
                aktoer_id=actor.id,
                subjekt_slag=subject_kind,
                subjekt_id=subject_id,
                hva=what,
            )
        )

    afterwards(write)
