"""Contacts under a name: put there one by one, or whoever a rule fits today."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum
from portal.kundekort.models.lister import Delt


class Gruppeslag(StrEnum):
    """How its members are found."""

    FAST = "fast"
    REGEL = "regel"


class Kontaktgruppe(TenantScoped, Delt, Base):
    """One employee's group of contacts, perhaps shared. What kind it is, is for good."""

    __tablename__ = "kontaktgruppe"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "bruker_id", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name="delt_med"),
        Index("ix_kontaktgruppe__deling", "tenant_id", "deling", "avdeling_id"),
    )

    slag: Mapped[Gruppeslag] = mapped_column(text_enum(Gruppeslag))
    #: Of a rule: what is asked → which answers fit, as grupper.rules.Vilkaar. Empty for a fixed one.
    vilkaar: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)


class Gruppemedlem(TenantScoped, Base):
    """A contact in a fixed group. He stays when he leaves his job, is shown as gone and not written to."""

    __tablename__ = "gruppemedlem"
    __table_args__ = (
        tenant_fk("gruppe_id", to="kontaktgruppe", ondelete="CASCADE"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("lagt_til_av_id", to="bruker"),
        UniqueConstraint("tenant_id", "gruppe_id", "engasjement_id"),
        Index("ix_gruppemedlem__engasjement", "tenant_id", "engasjement_id"),
    )

    gruppe_id: Mapped[UUID]
    engasjement_id: Mapped[UUID]
    lagt_til_tid: Mapped[datetime]
    lagt_til_av_id: Mapped[UUID | None]
