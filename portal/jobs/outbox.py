"""Putting work on the outbox, in the caller's transaction: rollback → no job, commit → job."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.jobs.models import Utboks, Utbokstilstand


def enqueue(session: Session, slag: str, *, key: UUID, delay_s: int = 0, **ids: Any) -> UUID:
    """Write an outbox row and its job; two statements. The same (slag, key) again answers the first row.

    `ids` are ids and other plain JSON, never personal data. The tenant is stamped by the database from the verified
    context: the app role cannot write jobs itself. The handler is registered by `handles(slag)`.
    """
    row_id: UUID | None = session.scalar(
        insert(Utboks)
        .values(
            tenant_id=session.info["tenant"],
            id=uuid7(),
            slag=slag,
            noekkel=key,
            data={name: str(value) if isinstance(value, UUID) else value for name, value in ids.items()},
            tilstand=Utbokstilstand.NY,
            forsoek=0,
            feil="",
            opprettet_tid=now(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "slag", "noekkel"])
        .returning(Utboks.id)
    )
    if row_id is None:
        first = session.scalar(select(Utboks.id).where(Utboks.slag == slag, Utboks.noekkel == key))
        if first is None:  # pragma: no cover - the unique key just answered that it exists
            raise LookupError(slag)
        return first
    session.execute(text("SELECT portal_privat.legg_i_koe(:row, :delay)"), {"row": row_id, "delay": delay_s})
    return row_id
