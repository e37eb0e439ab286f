"""Dokument: a file people or the system keep, with its versions. The bytes are in the store, under a key of ours."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum
from portal.identity.scope import KandidatScoped, KundeScoped


class Dokumentslag(StrEnum):
    """What a document is; how long it must be kept follows from it (signering-dokumenter.md §5.5)."""

    KONTRAKT = "kontrakt"
    RAMMEAVTALE = "rammeavtale"
    TILBUD = "tilbud"
    PRISLISTE = "prisliste"
    HMS = "hms"
    ATTEST = "attest"
    CV = "cv"
    LOGO = "logo"
    FAKTURA = "faktura"
    KREDITNOTA = "kreditnota"
    TIMELISTE = "timeliste"
    ANNET = "annet"


class Dokument(TenantScoped, KundeScoped, KandidatScoped, Base):
    """One document. A contact sees those of his enheter that are `synlig_i_portal`, and no others."""

    __tablename__ = "dokument"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("opprettet_av_id", to="bruker"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("(kobling_slag IS NULL) = (kobling_id IS NULL)", name="kobling"),
        Index("ix_dokument__kunde", "tenant_id", "kunde_id", text("opprettet_tid DESC"), text("id DESC")),
        Index(
            "ix_dokument__kandidat", "tenant_id", "kandidat_id", text("opprettet_tid DESC"), text("id DESC")
        ),
        Index("ix_dokument__kobling", "tenant_id", "kobling_id", text("opprettet_tid DESC")),
    )

    kunde_id: Mapped[UUID | None] = mapped_column()  # type: ignore[assignment]
    kandidat_id: Mapped[UUID | None] = mapped_column()  # type: ignore[assignment]
    #: A record of an upper room it belongs to: table name and id.
    kobling_slag: Mapped[CText | None]
    kobling_id: Mapped[UUID | None]
    slag: Mapped[Dokumentslag] = mapped_column(text_enum(Dokumentslag))
    tittel: Mapped[str]
    gyldig_fra: Mapped[date | None]
    #: First day it no longer holds.
    gyldig_til: Mapped[date | None]
    synlig_i_portal: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: A trigger refuses every change and every further version.
    uforanderlig: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: Number of its newest version.
    siste_nr: Mapped[int] = mapped_column(server_default="1", default=1)
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    opprettet_av_navn: Mapped[str]
    #: Taken off the lists; the bytes follow when nothing demands that they are kept.
    slettet_tid: Mapped[datetime | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Dokumentversjon(TenantScoped, Base):
    """The bytes of a document at one time. Rows are only added."""

    __tablename__ = "dokumentversjon"
    __table_args__ = (
        tenant_fk("dokument_id", to="dokument"),
        UniqueConstraint("tenant_id", "dokument_id", "nr"),
        UniqueConstraint("tenant_id", "noekkel"),
        CheckConstraint("nr >= 1", name="nr"),
        CheckConstraint("stoerrelse >= 0", name="stoerrelse"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
    )

    dokument_id: Mapped[UUID]
    nr: Mapped[int]
    #: The key in the store: made by us, never from what a person typed.
    noekkel: Mapped[CText]
    #: As it was called when it came; only ever shown and put into a header.
    filnavn: Mapped[str]
    #: As read from the bytes.
    mediatype: Mapped[CText]
    #: Bytes.
    stoerrelse: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    opplastet_tid: Mapped[datetime]
    opplastet_av_navn: Mapped[str]
