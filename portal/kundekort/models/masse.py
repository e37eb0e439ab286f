"""One act on many customers: what was chosen, how far it has come, and what undo needs."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Masseslag(StrEnum):
    """What is done with each of them."""

    ANSVARLIG = "ansvarlig"
    LISTE = "liste"


class Massetilstand(StrEnum):
    """koe → ferdig → angrer → angret. A small act goes the whole way in the request that asks for it."""

    KOE = "koe"
    FERDIG = "ferdig"
    ANGRER = "angrer"
    ANGRET = "angret"


class Massehandling(TenantScoped, Base):
    """Who asked for what, with how many customers."""

    __tablename__ = "massehandling"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("ansvarlig_id", to="bruker"),
        tenant_fk("liste_id", to="liste", ondelete="CASCADE"),
        CheckConstraint("(slag = 'ansvarlig') = (ansvarlig_id IS NOT NULL)", name="ansvarlig"),
        CheckConstraint("(slag = 'liste') = (liste_id IS NOT NULL)", name="liste"),
        Index("ix_massehandling__bruker", "tenant_id", "bruker_id", text("opprettet_tid DESC")),
    )

    slag: Mapped[Masseslag] = mapped_column(text_enum(Masseslag))
    tilstand: Mapped[Massetilstand] = mapped_column(text_enum(Massetilstand), default=Massetilstand.KOE)
    bruker_id: Mapped[UUID]
    ansvarlig_id: Mapped[UUID | None]
    liste_id: Mapped[UUID | None]
    #: Customers chosen, and those done so far, or undone.
    antall: Mapped[int]
    behandlet: Mapped[int] = mapped_column(server_default="0", default=0)
    #: Those it changed: the others were so already.
    endret: Mapped[int] = mapped_column(server_default="0", default=0)
    opprettet_tid: Mapped[datetime]
    ferdig_tid: Mapped[datetime | None]


class Massekunde(TenantScoped, Base):
    """One of the chosen customers: who was in the choice stands, whatever the filter finds later."""

    __tablename__ = "massekunde"
    __table_args__ = (
        tenant_fk("masse_id", to="massehandling", ondelete="CASCADE"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("foer_ansvarlig_id", to="bruker"),
        UniqueConstraint("tenant_id", "masse_id", "kunde_id"),
    )

    masse_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    gjort: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: The act changed it; undo touches no other.
    endret: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: Who was responsible before.
    foer_ansvarlig_id: Mapped[UUID | None]
