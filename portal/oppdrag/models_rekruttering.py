"""Permanent placement on the customer's behalf: its own model, never an oppdrag with a flag (modell.md §1)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, Oere, text_enum


class Rekrutteringstilstand(StrEnum):
    """aapen → besatt | avlyst; both can be opened again."""

    AAPEN = "aapen"
    BESATT = "besatt"
    AVLYST = "avlyst"


class Rekruttering(TenantScoped, Base):
    """A position the customer fills with its own employee through us. Gives a fee, no timelister."""

    __tablename__ = "rekruttering"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("konsulent_id", to="bruker"),
        tenant_fk("kontakt_id", to="engasjement"),
        UniqueConstraint("tenant_id", "nummer"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("antall BETWEEN 1 AND 99", name="positions"),
        CheckConstraint("aarsloenn_oere >= 0 AND honorar_oere >= 0 AND honorar_bp >= 0", name="amounts"),
        CheckConstraint("honorar_bp IS NULL OR honorar_oere IS NULL", name="one_fee"),
        Index("ix_rekruttering__kunde", "tenant_id", "kunde_id", "tilstand", "opprettet_tid"),
    )

    #: RE-4001
    nummer: Mapped[CText]
    kunde_id: Mapped[UUID]
    selskap_id: Mapped[UUID]
    avdeling_id: Mapped[UUID]
    konsulent_id: Mapped[UUID | None]
    #: Engasjement that ordered.
    kontakt_id: Mapped[UUID | None]
    tittel: Mapped[str]
    antall: Mapped[int] = mapped_column(Integer, default=1)
    oppstart_dato: Mapped[date | None]
    soeknadsfrist: Mapped[date | None]
    #: Expected yearly salary; what a fee in percent is reckoned from.
    aarsloenn_oere: Mapped[Oere | None]
    #: The fee is a share of the yearly salary, or one sum per position; never both.
    honorar_bp: Mapped[Bp | None]
    honorar_oere: Mapped[Oere | None]
    beskrivelse: Mapped[str] = mapped_column(server_default="")
    tilstand: Mapped[Rekrutteringstilstand] = mapped_column(
        text_enum(Rekrutteringstilstand), default=Rekrutteringstilstand.AAPEN
    )
    avsluttet_tid: Mapped[datetime | None]
    avsluttet_grunn: Mapped[str] = mapped_column(server_default="")
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(default=1)
    idempotens: Mapped[UUID]
