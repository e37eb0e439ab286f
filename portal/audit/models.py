"""Hendelse: one append-only row per thing that happened; the timeline and the change log read it. Leselogg: reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText


class Hendelse(TenantScoped, Base):
    """Code and data, never a sentence: the words are made when shown, in the reader's language."""

    __tablename__ = "hendelse"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("person_id", to="person"),
        Index("ix_hendelse__kunde", "tenant_id", "kunde_id", text("tid DESC"), text("id DESC")),
        Index("ix_hendelse__subjekt", "tenant_id", "subjekt_id", text("tid DESC")),
    )

    tid: Mapped[datetime]
    #: `noun.past`: faktura.kreditert
    kode: Mapped[CText]
    kunde_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    #: Table name of what it is about.
    subjekt_slag: Mapped[CText | None]
    subjekt_id: Mapped[UUID | None]
    #: ansatt, kontakt, vikar or system
    aktoer_slag: Mapped[CText]
    aktoer_id: Mapped[UUID | None]
    #: The name at that time; kept when the account is gone.
    aktoer_navn: Mapped[str]
    data: Mapped[dict[str, Any]]


class Leselogg(TenantScoped, Base):
    """Who opened personal data, when. Written after the response on its own connection."""

    __tablename__ = "leselogg"
    __table_args__ = (Index("ix_leselogg__subjekt", "tenant_id", "subjekt_id", text("tid DESC")),)

    tid: Mapped[datetime]
    aktoer_slag: Mapped[CText]
    aktoer_id: Mapped[UUID | None]
    subjekt_slag: Mapped[CText]
    subjekt_id: Mapped[UUID]
    hva: Mapped[CText]
