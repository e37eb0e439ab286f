"""Writing what happened, in the transaction that made it happen."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.models import Hendelse
from portal.db.base import TenantScoped
from portal.db.clock import now
from portal.db.types import uuid7
from portal.identity.actor import SYSTEM, Actor


def actor_of(session: Session) -> Actor:
    """Who acts in this session; the system when nobody was set (jobs, commands)."""
    actor: Actor = session.info.get("actor", SYSTEM)
    return actor


def record(
    session: Session,
    kode: str,
    *,
    kunde_id: UUID | None = None,
    person_id: UUID | None = None,
    subject: TenantScoped | None = None,
    **data: Any,
) -> Hendelse:
    """Add one Hendelse; no flush, no commit. `data` is JSON-ready: UUIDs are written as text."""
    actor = actor_of(session)
    hendelse = Hendelse(
        id=uuid7(),
        tid=now(),
        kode=kode,
        kunde_id=kunde_id,
        person_id=person_id,
        subjekt_slag=getattr(subject, "__tablename__", None),
        subjekt_id=subject.id if subject is not None else None,
        aktoer_slag=actor.slag,
        aktoer_id=actor.id,
        aktoer_navn=actor.navn,
        data={name: str(value) if isinstance(value, UUID) else value for name, value in data.items()},
    )
    session.add(hendelse)
    return hendelse
