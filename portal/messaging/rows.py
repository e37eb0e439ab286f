"""What every message has, whatever way it goes: its row, who wrote it, and the outbox row that sends it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.i18n import LANGUAGES
from portal.jobs.outbox import enqueue
from portal.messaging.models import Dialogmelding

#: Kind of outbox row.
SLAG = "melding.send"


def sent_before(session: Session, noekkel: UUID) -> Dialogmelding | None:
    """The message that was written with this key; one statement."""
    return session.scalar(select(Dialogmelding).where(Dialogmelding.noekkel == noekkel))


def put_message(session: Session, melding: Dialogmelding, *, sprak: str, vent_s: int) -> Dialogmelding:
    """Store the message with its writer, and put it on the outbox. Three statements."""
    actor = actor_of(session)
    melding.id, melding.opprettet_tid = uuid7(), now()
    melding.sprak = sprak if sprak in LANGUAGES else "nb"
    melding.aktoer_slag, melding.aktoer_id, melding.aktoer_navn = actor.slag, actor.id, actor.navn
    melding.utboks_id = enqueue(session, SLAG, key=melding.noekkel, delay_s=vent_s, melding_id=melding.id)
    session.add(melding)
    session.flush()  # a second call with the same key in this transaction must find it
    return melding
