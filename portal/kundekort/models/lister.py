"""What employees keep of the customers: views with a filter, favourites, and lists."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Deling(StrEnum):
    """Who may use what someone has made: he alone, his avdeling, or everybody."""

    MEG = "meg"
    AVDELING = "avdeling"
    ALLE = "alle"


class Delt:
    """Mixin of what one employee makes under a name and perhaps shares; the others of its owner have other names."""

    #: Whose it is; he alone names, shares and deletes it.
    bruker_id: Mapped[UUID]
    navn: Mapped[str]
    deling: Mapped[Deling] = mapped_column(text_enum(Deling), default=Deling.MEG)
    #: The avdeling it is shared with.
    avdeling_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Visningsslag(StrEnum):
    """What a view is a look at."""

    KUNDER = "kunder"
    TIDSLINJE = "tidslinje"


class LagretVisning(TenantScoped, Delt, Base):
    """A filter of the list of customers, or of the timeline of any of them, under a name."""

    __tablename__ = "lagret_visning"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "bruker_id", "slag", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name="delt_med"),
        Index("ix_lagret_visning__deling", "tenant_id", "deling", "avdeling_id"),
    )

    slag: Mapped[Visningsslag] = mapped_column(
        text_enum(Visningsslag), server_default="kunder", default=Visningsslag.KUNDER
    )
    #: `visninger.rules.normal`: the same filter is always the same text.
    filter: Mapped[CText]
    endret_tid: Mapped[datetime]


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


class Favorittpost(TenantScoped, Base):
    """Another record someone has marked with a star. `slag` is its table, told to readers by a Koblingsslag.

    Customers have their own table: its link follows a merge, and the list of customers is narrowed by it.
    """

    __tablename__ = "favorittpost"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        UniqueConstraint("tenant_id", "bruker_id", "slag", "post_id"),
    )

    bruker_id: Mapped[UUID]
    slag: Mapped[CText]
    post_id: Mapped[UUID]
    opprettet_tid: Mapped[datetime]


class Liste(TenantScoped, Delt, Base):
    """Records of one kind under a name, put there one by one or many at once; kept until a day, perhaps."""

    __tablename__ = "liste"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "bruker_id", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name="delt_med"),
        Index("ix_liste__deling", "tenant_id", "deling", "avdeling_id"),
    )

    #: What stands in it: the key of a Koblingsslag, for good. Customers are Listemedlem, all others Listepost.
    slag: Mapped[CText] = mapped_column(server_default="kunde", default="kunde")
    #: First day it no longer holds. Until then those it is shared with put records in and take them out.
    gyldig_til: Mapped[date | None]


class Listemedlem(TenantScoped, Base):
    """A customer in a list."""

    __tablename__ = "listemedlem"
    __table_args__ = (
        tenant_fk("liste_id", to="liste", ondelete="CASCADE"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("lagt_til_av_id", to="bruker"),
        tenant_fk("masse_id", to="massehandling"),
        UniqueConstraint("tenant_id", "liste_id", "kunde_id"),
        Index("ix_listemedlem__kunde", "tenant_id", "kunde_id"),
    )

    liste_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    lagt_til_tid: Mapped[datetime]
    lagt_til_av_id: Mapped[UUID | None]
    #: The act on many customers that put it here; what its undo takes out.
    masse_id: Mapped[UUID | None]


class Listepost(TenantScoped, Base):
    """A record of the list's kind in it, when that is not customers: those have a table whose link follows a merge."""

    __tablename__ = "listepost"
    __table_args__ = (
        tenant_fk("liste_id", to="liste", ondelete="CASCADE"),
        tenant_fk("lagt_til_av_id", to="bruker"),
        UniqueConstraint("tenant_id", "liste_id", "post_id"),
        Index("ix_listepost__liste", "tenant_id", "liste_id", "id"),
        Index("ix_listepost__post", "tenant_id", "post_id"),
    )

    liste_id: Mapped[UUID]
    post_id: Mapped[UUID]
    #: The same for those put there by one act; what its undo takes out.
    bunke_id: Mapped[UUID]
    lagt_til_tid: Mapped[datetime]
    lagt_til_av_id: Mapped[UUID | None]
