"""What governs the chain: number counters, categories and supplements, cost components, single exceptions."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, Minutter, text_enum
from portal.oppdrag.models_sperre import Sperre as Sperre  # noqa: PLC0414 - an exception may point at one


class Timekategori(StrEnum):
    """What an hour is. Each category has its own full price; nothing is added on top of another."""

    NORMAL = "normal"
    OVERTID_50 = "overtid_50"
    OVERTID_100 = "overtid_100"
    KVELD = "kveld"
    NATT = "natt"
    HELG = "helg"
    HELLIGDAG = "helligdag"


class MedVilkaar:
    """What a stilling is made with, and its oppdrag after it: class of risk and profile of earnings (vilkaar.py)."""

    #: Copied from the defaults that held; {} when it was made before there were any.
    vilkaar: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)


class Nummerteller(TenantScoped, Base):
    """The last human number taken per kind (LS, OP, RE). Gaps may come from a rollback; doubles cannot."""

    __tablename__ = "nummerteller"
    __table_args__ = (UniqueConstraint("tenant_id", "slag"),)

    #: Prefix of the number: LS, OP, RE.
    slag: Mapped[CText]
    siste: Mapped[int]


class Tilleggsregel(TenantScoped, Base):
    """Which hours fall in which category. A row without customer counts for all, one for the oppdrag wins."""

    __tablename__ = "tilleggsregel"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("oppdrag_id", to="utleieoppdrag"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("kunde_id IS NULL OR oppdrag_id IS NULL", name="one_owner"),
        Index("ix_tilleggsregel__kunde", "tenant_id", "kunde_id"),
        Index("ix_tilleggsregel__oppdrag", "tenant_id", "oppdrag_id"),
    )

    kunde_id: Mapped[UUID | None]
    oppdrag_id: Mapped[UUID | None]
    kategori: Mapped[Timekategori] = mapped_column(text_enum(Timekategori))
    #: ISO weekdays as text, "1"–"7"; empty means every day.
    ukedager: Mapped[list[str]]
    #: Clock window in Oslo time; an end before the start crosses midnight.
    fra_klokke: Mapped[time | None]
    til_klokke: Mapped[time | None]
    #: Minutes worked that day after which the rule takes over.
    etter_min: Mapped[Minutter | None]
    paa_helligdag: Mapped[bool] = mapped_column(default=False)
    #: Lower first: the first rule that takes a minute keeps it.
    rekkefoelge: Mapped[int] = mapped_column(Integer)
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]


class Kalkylekomponent(TenantScoped, Base):
    """One line of the cost of an hour: a share of other lines (faktura.md §5.7). Ordered and dated."""

    __tablename__ = "kalkylekomponent"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kode", "gyldig_fra"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("(sats_bp IS NULL) <> (register_kode = '')", name="one_source_of_rate"),
    )

    kode: Mapped[CText]
    navn: Mapped[str]
    rekkefoelge: Mapped[int] = mapped_column(Integer)
    #: Codes of the lines it is computed on; "loenn" is the hourly pay.
    grunnlag: Mapped[list[str]]
    #: The tenant's own rate; None when the rate is a row in `sats`.
    sats_bp: Mapped[Bp | None]
    #: Which rate in the register: feriepenger, otp, aga (by the worksite's zone).
    register_kode: Mapped[CText] = mapped_column(server_default="")
    kilde: Mapped[str] = mapped_column(server_default="")
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]


class Stoppunntak(TenantScoped, Base):
    """A single exception from a stop, decided by an admin with a reason, used once (modell.md §4)."""

    __tablename__ = "stoppunntak"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("besluttet_av_id", to="bruker"),
        tenant_fk("sperre_id", to="sperre"),
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("krav_id", to="standardverdi"),
        CheckConstraint("gjelder IN ('ny_stilling', 'nytt_oppdrag', 'forleng')", name="gjelder"),
        CheckConstraint("(brukt_tid IS NULL) = (brukt_id IS NULL)", name="used_for_something"),
        CheckConstraint("grunn <> ''", name="has_reason"),
        CheckConstraint(
            "(kandidat_id IS NULL) = (krav_id IS NULL) AND (krav_id IS NULL OR sperre_id IS NULL)",
            name="of_one_thing",
        ),
        Index("ix_stoppunntak__kunde", "tenant_id", "kunde_id", "gjelder"),
        Index("ix_stoppunntak__sperre", "tenant_id", "sperre_id"),
        Index("ix_stoppunntak__krav", "tenant_id", "krav_id", "kandidat_id"),
    )

    kunde_id: Mapped[UUID]
    #: The bar it lets pass; without a bar and a demanded paper it is the customer's credit stop.
    sperre_id: Mapped[UUID | None]
    #: The demanded paper (a Standardverdi) that this worker is let pass without.
    krav_id: Mapped[UUID | None]
    kandidat_id: Mapped[UUID | None]
    gjelder: Mapped[str]
    #: Of a bar: a dash when the reason of the bar is erased.
    grunn: Mapped[str]
    besluttet_av_id: Mapped[UUID]
    besluttet_tid: Mapped[datetime]
    #: First day it no longer can be used.
    gyldig_til: Mapped[date]
    brukt_tid: Mapped[datetime | None]
    #: The stilling or oppdrag it let through.
    brukt_id: Mapped[UUID | None]


class Oppdragsslag(StrEnum):
    """What a search word leads to."""

    STILLING = "stilling"
    OPPDRAG = "oppdrag"
    REKRUTTERING = "rekruttering"


class Oppdragsord(TenantScoped, Base):
    """Search words of number and title; the customer's and the person's words are in their own rooms."""

    __tablename__ = "oppdragsord"
    __table_args__ = (
        Index("ix_oppdragsord__ord", "tenant_id", "slag", "ord", "rad_id"),
        Index("ix_oppdragsord__rad", "tenant_id", "rad_id"),
    )

    slag: Mapped[Oppdragsslag] = mapped_column(text_enum(Oppdragsslag))
    rad_id: Mapped[UUID]
    ord: Mapped[CText]


class Paaslagsfaktor(TenantScoped, Base):
    """Price = pay × factor, by kind of hour. «Ingen» has no factors: the price is agreed each time.

    Without a customer it is the agency's. The first by `rekkefoelge` that holds on the day is proposed.
    """

    __tablename__ = "paaslagsfaktor"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint(
            "(ordinaer_bp IS NULL) = (overtid50_bp IS NULL) AND (ordinaer_bp IS NULL) = (overtid100_bp IS NULL)"
            " AND (ordinaer_bp IS NULL) = (helg_bp IS NULL)",
            name="all_or_none",
        ),
        CheckConstraint(
            "least(ordinaer_bp, overtid50_bp, overtid100_bp, helg_bp) >= 10000", name="never_below_pay"
        ),
        Index("ix_paaslagsfaktor__kunde", "tenant_id", "kunde_id", "rekkefoelge"),
    )

    #: None is the agency's own level.
    kunde_id: Mapped[UUID | None]
    navn: Mapped[str]
    rekkefoelge: Mapped[int] = mapped_column(server_default="10", default=10)
    #: 16 200 is 1,62 times the pay.
    ordinaer_bp: Mapped[Bp | None]
    overtid50_bp: Mapped[Bp | None]
    overtid100_bp: Mapped[Bp | None]
    #: Weekend and night.
    helg_bp: Mapped[Bp | None]
    gyldig_fra: Mapped[date]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
