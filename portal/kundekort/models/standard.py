"""Defaults on three levels: the agency's, a customer's, an enhet's (funksjoner.md §3.4)."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Standardslag(StrEnum):
    """Kinds of defaults this room keeps. Upper rooms have tables of their own (påslagsfaktorer)."""

    DOKUMENTKRAV = "dokumentkrav"
    SKIFT = "skift"
    STILLINGSMAL = "stillingsmal"
    KOMPETANSE = "kompetanse"
    RISIKOKLASSE = "risikoklasse"
    OPPTJENING = "opptjening"


class Standardverdi(TenantScoped, Base):
    """One default. Without a customer it is the agency's. What it is made from never changes with it afterwards."""

    __tablename__ = "standardverdi"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("navn <> ''", name="navn"),
        Index("ix_standardverdi__kunde", "tenant_id", "kunde_id", "slag", "rekkefoelge"),
    )

    #: None is the agency's own level.
    kunde_id: Mapped[UUID | None]
    slag: Mapped[Standardslag] = mapped_column(text_enum(Standardslag))
    navn: Mapped[str]
    #: Lowest first; the first is chosen where one must be.
    rekkefoelge: Mapped[int] = mapped_column(server_default="10", default=10)
    #: What the kind holds beside its name (standard/seksjoner.py).
    data: Mapped[dict[str, Any]]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Standardbruk(TenantScoped, Base):
    """Whether a customer or enhet uses defaults of its own of one kind. Switched off, its rows rest and are kept."""

    __tablename__ = "standardbruk"
    __table_args__ = (tenant_fk("kunde_id", to="kunde"), UniqueConstraint("tenant_id", "kunde_id", "slag"))

    kunde_id: Mapped[UUID]
    #: A Standardslag, or the kind of an upper room.
    slag: Mapped[CText]
    bruk_egne: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: False: those below do not see them.
    gjelder_underenheter: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
