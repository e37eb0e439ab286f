"""Sales: who follows a customer up, whom one competes with, and the opportunities on their way through the funnel."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, Oere, text_enum


class Salgskodeslag(StrEnum):
    """The lists of words an agency keeps for its sales."""

    #: How the customer heard of us.
    KILDE = "kilde"
    SEGMENT = "segment"


class Salgskode(TenantScoped, Base):
    """One word of such a list. Taken out of use, never removed."""

    __tablename__ = "salgskode"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slag", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
    )

    slag: Mapped[Salgskodeslag] = mapped_column(text_enum(Salgskodeslag))
    navn: Mapped[str]
    rekkefoelge: Mapped[int] = mapped_column(server_default="100", default=100)
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Salgsteam(TenantScoped, Base):
    """A group that sells together: «Vest», «Helse»."""

    __tablename__ = "salgsteam"
    __table_args__ = (UniqueConstraint("tenant_id", "navn"), CheckConstraint("navn <> ''", name="navn"))

    navn: Mapped[str]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Salgsteammedlem(TenantScoped, Base):
    """One employee in a team for a period; half-open. What was earned then is counted by these days."""

    __tablename__ = "salgsteammedlem"
    __table_args__ = (
        tenant_fk("team_id", to="salgsteam"),
        tenant_fk("bruker_id", to="bruker"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        Index("ix_salgsteammedlem__team", "tenant_id", "team_id", "gyldig_fra"),
        Index("ix_salgsteammedlem__bruker", "tenant_id", "bruker_id"),
    )

    team_id: Mapped[UUID]
    bruker_id: Mapped[UUID]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Kundesalg(TenantScoped, Base):
    """The sales side of one customer; the row is made the first time something is written."""

    __tablename__ = "kundesalg"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("vara_id", to="bruker"),
        tenant_fk("team_id", to="salgsteam"),
        tenant_fk("kilde_id", to="salgskode"),
        tenant_fk("segment_id", to="salgskode"),
        UniqueConstraint("tenant_id", "kunde_id"),
        CheckConstraint("potensial_oere >= 0 AND aarsverk >= 0", name="potensial"),
    )

    kunde_id: Mapped[UUID]
    #: Stands in for the account manager.
    vara_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    kilde_id: Mapped[UUID | None]
    kampanje: Mapped[str] = mapped_column(server_default="", default="")
    segment_id: Mapped[UUID | None]
    #: Kroner a year, and full-time years, that the customer could buy for.
    potensial_oere: Mapped[Oere | None]
    aarsverk: Mapped[int | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Konkurrent(TenantScoped, Base):
    """Another agency at the customer. The end of its contract gives a task in good time."""

    __tablename__ = "konkurrent"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("oppgave_id", to="oppgave"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("andel_bp BETWEEN 0 AND 10000", name="andel"),
        CheckConstraint("varsel_dager BETWEEN 0 AND 730", name="varsel"),
        Index("ix_konkurrent__kunde", "tenant_id", "kunde_id", "id"),
    )

    kunde_id: Mapped[UUID]
    navn: Mapped[str]
    #: Share of what the customer hires in.
    andel_bp: Mapped[Bp | None]
    #: Its price in the words one heard it: «385 kr/t lager».
    pris: Mapped[str] = mapped_column(server_default="", default="")
    avtaleslutt: Mapped[date | None]
    #: Days before the end that the task falls due.
    varsel_dager: Mapped[int] = mapped_column(server_default="90", default=90)
    merknad: Mapped[str] = mapped_column(server_default="", default="")
    oppgave_id: Mapped[UUID | None]
    #: False: no longer at the customer.
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Trinnslag(StrEnum):
    """Open stages are the funnel; the others end an opportunity."""

    AAPEN = "aapen"
    VUNNET = "vunnet"
    TAPT = "tapt"


class Salgstrinn(TenantScoped, Base):
    """A stage of the agency's own funnel."""

    __tablename__ = "salgstrinn"
    __table_args__ = (
        UniqueConstraint("tenant_id", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("sannsynlighet_bp BETWEEN 0 AND 10000", name="sannsynlighet"),
        CheckConstraint("maks_dager > 0", name="maks_dager"),
    )

    navn: Mapped[str]
    slag: Mapped[Trinnslag] = mapped_column(text_enum(Trinnslag))
    rekkefoelge: Mapped[int] = mapped_column(server_default="100", default=100)
    sannsynlighet_bp: Mapped[Bp]
    #: An opportunity that stays longer is marked; None is no limit.
    maks_dager: Mapped[int | None]
    #: Codes of what must be in place to enter (salg/rules.py).
    krav: Mapped[list[str]] = mapped_column(server_default="[]", default=list)
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Mulighet(TenantScoped, Base):
    """One chance of a sale at a customer; a customer may have several."""

    __tablename__ = "mulighet"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("trinn_id", to="salgstrinn"),
        tenant_fk("ansvarlig_id", to="bruker"),
        tenant_fk("kontakt_id", to="engasjement"),
        tenant_fk("opprettet_av_id", to="bruker"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("verdi_oere >= 0 AND aarsverk >= 0", name="verdi"),
        Index("ix_mulighet__kunde", "tenant_id", "kunde_id", "id"),
        Index("ix_mulighet__trinn", "tenant_id", "trinn_id", "trinn_tid", "id"),
        Index("ix_mulighet__forventet", "tenant_id", "sortering", "id"),
    )

    kunde_id: Mapped[UUID]
    tittel: Mapped[str]
    beskrivelse: Mapped[str] = mapped_column(server_default="", default="")
    trinn_id: Mapped[UUID]
    #: When it came to its stage.
    trinn_tid: Mapped[datetime]
    #: Kroner a year.
    verdi_oere: Mapped[Oere | None]
    aarsverk: Mapped[int | None]
    forventet_dato: Mapped[date | None]
    #: `forventet_dato` as text, last when there is none: the order of the list.
    sortering: Mapped[CText]
    ansvarlig_id: Mapped[UUID]
    kontakt_id: Mapped[UUID | None]
    #: Set while it stands in a stage that ends it.
    avsluttet_tid: Mapped[datetime | None]
    #: Why it was lost.
    grunn: Mapped[str] = mapped_column(server_default="", default="")
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
