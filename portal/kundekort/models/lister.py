"""What each employee keeps of the list of customers: views with a filter, and favourites."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Deling(StrEnum):
    """Who may use what someone has made: he alone, his avdeling, or everybody."""

    MEG = "meg"
    AVDELING = "avdeling"
    ALLE = "alle"


class LagretVisning(TenantScoped, Base):
    """A filter of the list of customers under a name."""

    __tablename__ = "lagret_visning"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "bruker_id", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name="delt_med"),
        Index("ix_lagret_visning__deling", "tenant_id", "deling", "avdeling_id"),
    )

    #: Whose it is; he alone changes it.
    bruker_id: Mapped[UUID]
    navn: Mapped[str]
    #: `utvalg.write_filter`: the same filter is always the same text.
    filter: Mapped[str]
    deling: Mapped[Deling] = mapped_column(text_enum(Deling), default=Deling.MEG)
    #: The avdeling it is shared with.
    avdeling_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Favoritt(TenantScoped, Base):
    """A customer someone has marked with a star."""

    __tablename__ = "favoritt"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("kunde_id", to="kunde"),
        UniqueConstraint("tenant_id", "bruker_id", "kunde_id"),
    )

    bruker_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    opprettet_tid: Mapped[datetime]
