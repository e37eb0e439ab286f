"""Utboks: every effect outside the database is a row here first, in the transaction that caused it (law 10)."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped
from portal.db.types import CText, text_enum


class Utbokstilstand(StrEnum):
    """ny → sender → sendt | feilet | usikker. An undecided row is shown to people, never resent by machine."""

    NY = "ny"
    SENDER = "sender"
    SENDT = "sendt"
    FEILET = "feilet"
    USIKKER = "usikker"


class Utboks(TenantScoped, Base):
    """What shall be done after commit. `data` holds ids only."""

    __tablename__ = "utboks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slag", "noekkel"),
        Index("ix_utboks__tilstand", "tenant_id", "tilstand", "opprettet_tid"),
        Index("ix_utboks__open", "tilstand", postgresql_where=text("tilstand IN ('ny', 'sender')")),
    )

    #: Which handler: `utsendelse.send`, `melding.send` …
    slag: Mapped[CText]
    #: The idempotency key: one effect per (slag, noekkel).
    noekkel: Mapped[UUID]
    data: Mapped[dict[str, Any]]
    tilstand: Mapped[Utbokstilstand] = mapped_column(text_enum(Utbokstilstand), default=Utbokstilstand.NY)
    forsoek: Mapped[int] = mapped_column(default=0)
    feil: Mapped[str] = mapped_column(default="")
    opprettet_tid: Mapped[datetime]
    sendt_tid: Mapped[datetime | None]
