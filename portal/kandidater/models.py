"""Kandidat: a person who may be hired out, with competence and availability."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, text_enum
from portal.kandidater.models_papir import Kandidatpapir as Kandidatpapir  # noqa: PLC0414 - imported from here


class Kandidatstatus(StrEnum):
    """Where the agency's relation to the person stands."""

    SOEKER = "soeker"
    AKTIV = "aktiv"
    INAKTIV = "inaktiv"


class Idnummerslag(StrEnum):
    """Which kind of national number is stored."""

    FNR = "fnr"
    DNR = "dnr"


class Kandidat(TenantScoped, Base):
    """A person who may be hired out. The national number is sealed (db/crypto.py); pages show the hint."""

    __tablename__ = "kandidat"
    __table_args__ = (
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("konsulent_id", to="bruker"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("stilling_bp BETWEEN 0 AND 10000", name="position_share"),
        CheckConstraint("(fnr_kryptert IS NULL) = (fnr_indeks IS NULL)", name="sealed_and_indexed"),
        Index("ix_kandidat__sortering", "tenant_id", "sortering", "id"),
        Index("ix_kandidat__epost", "tenant_id", "epost"),
        Index("ix_kandidat__telefon", "tenant_id", "telefon"),
        Index("ix_kandidat__fnr", "tenant_id", "fnr_indeks"),
    )

    fornavn: Mapped[str]
    etternavn: Mapped[str]
    #: Norwegian order of «etternavn fornavn», computed in Python on write.
    sortering: Mapped[CText]
    #: Lower case, stripped.
    epost: Mapped[CText] = mapped_column(server_default="")
    #: E.164 when the number could be read, else as typed.
    telefon: Mapped[CText] = mapped_column(server_default="")
    adresse: Mapped[str] = mapped_column(server_default="")
    postnr: Mapped[str] = mapped_column(server_default="")
    poststed: Mapped[str] = mapped_column(server_default="")
    #: From the national number when that is known.
    foedselsdato: Mapped[date | None]
    fnr_kryptert: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Keyed hash, to find the same number twice.
    fnr_indeks: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: `150885 •••••`: the date part, the rest hidden.
    fnr_hint: Mapped[str] = mapped_column(server_default="")
    fnr_slag: Mapped[Idnummerslag | None] = mapped_column(text_enum(Idnummerslag))
    status: Mapped[Kandidatstatus] = mapped_column(text_enum(Kandidatstatus), default=Kandidatstatus.SOEKER)
    #: What people call the person's trade: «Truckfører», «Helsefagarbeider».
    yrke: Mapped[str] = mapped_column(server_default="")
    #: Wanted or agreed share of full time; 10 000 is full time.
    stilling_bp: Mapped[Bp] = mapped_column(default=10_000)
    tilgjengelig_fra: Mapped[date | None]
    #: Feriepenger by tariff (five weeks); otherwise the law's. The percentages are rows in `sats`.
    fem_ukers_ferie: Mapped[bool] = mapped_column(default=True)
    kommentar: Mapped[str] = mapped_column(server_default="")
    avdeling_id: Mapped[UUID | None]
    konsulent_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(default=1)
    idempotens: Mapped[UUID]

    @property
    def navn(self) -> str:
        return f"{self.fornavn} {self.etternavn}".strip()


class Kandidatord(TenantScoped, Base):
    """Search words of a candidate: folded name, e-mail, phone, trade and competence; searched by prefix."""

    __tablename__ = "kandidatord"
    __table_args__ = (
        tenant_fk("kandidat_id", to="kandidat", ondelete="CASCADE"),
        Index("ix_kandidatord__ord", "tenant_id", "ord", "kandidat_id"),
        Index("ix_kandidatord__kandidat", "tenant_id", "kandidat_id"),
    )

    kandidat_id: Mapped[UUID]
    ord: Mapped[CText]


class Kompetanseslag(StrEnum):
    """What kind of proof a competence rests on."""

    SERTIFIKAT = "sertifikat"
    FAGBREV = "fagbrev"
    AUTORISASJON = "autorisasjon"
    KURS = "kurs"
    SPRAAK = "spraak"
    ERFARING = "erfaring"


class Kompetanse(TenantScoped, Base):
    """One thing the candidate can or may do, with the days it is valid."""

    __tablename__ = "kompetanse"
    __table_args__ = (
        tenant_fk("kandidat_id", to="kandidat"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_fra IS NULL OR gyldig_til > gyldig_fra", name="period"),
        Index("ix_kompetanse__kandidat", "tenant_id", "kandidat_id"),
        Index("ix_kompetanse__gyldig_til", "tenant_id", "gyldig_til"),
    )

    kandidat_id: Mapped[UUID]
    slag: Mapped[Kompetanseslag] = mapped_column(text_enum(Kompetanseslag))
    navn: Mapped[str]
    #: Folded name, so that «Truck T1–T4» and «truck t1-t4» are the same requirement.
    noekkel: Mapped[CText]
    gyldig_fra: Mapped[date | None]
    #: First day it no longer counts.
    gyldig_til: Mapped[date | None]
    kommentar: Mapped[str] = mapped_column(server_default="")


class Tilgjengelighetsslag(StrEnum):
    """Why the candidate can or cannot be asked."""

    LEDIG = "ledig"
    OPPTATT = "opptatt"
    FERIE = "ferie"


class Tilgjengelighet(TenantScoped, Base):
    """What the candidate has said about a period; half-open dates."""

    __tablename__ = "tilgjengelighet"
    __table_args__ = (
        tenant_fk("kandidat_id", to="kandidat"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        Index("ix_tilgjengelighet__kandidat", "tenant_id", "kandidat_id", "gyldig_fra"),
    )

    kandidat_id: Mapped[UUID]
    slag: Mapped[Tilgjengelighetsslag] = mapped_column(text_enum(Tilgjengelighetsslag))
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    kommentar: Mapped[str] = mapped_column(server_default="")
