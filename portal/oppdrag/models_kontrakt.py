"""Agreements made from an opportunity: what was agreed, frozen, and the document that says it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Kontrakttilstand(StrEnum):
    """lages → klar: the worker makes the PDF, then it is ready to be signed."""

    LAGES = "lages"
    KLAR = "klar"


class Kontrakt(TenantScoped, Base):
    """One agreement with a customer. `innhold` holds every word of it: what changes elsewhere changes nothing here."""

    __tablename__ = "kontrakt"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("mulighet_id", to="mulighet"),
        tenant_fk("dokument_id", to="dokument"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("(tilstand = 'klar') = (dokument_id IS NOT NULL)", name="ready_has_document"),
        Index("ix_kontrakt__mulighet", "tenant_id", "mulighet_id", "id"),
        Index("ix_kontrakt__kunde", "tenant_id", "kunde_id", "id"),
    )

    kunde_id: Mapped[UUID]
    mulighet_id: Mapped[UUID]
    tittel: Mapped[str]
    #: As kontrakt/content.py made it, in the customer's language.
    innhold: Mapped[dict[str, Any]]
    gyldig_fra: Mapped[date]
    #: First day it no longer holds.
    gyldig_til: Mapped[date | None]
    tilstand: Mapped[Kontrakttilstand] = mapped_column(
        text_enum(Kontrakttilstand), default=Kontrakttilstand.LAGES
    )
    dokument_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    opprettet_av_navn: Mapped[str]
