"""Appointments with those who take part, and the secret addresses a calendar reads them at."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Avtaletilstand(StrEnum):
    """An appointment stands or is called off."""

    PLANLAGT = "planlagt"
    AVLYST = "avlyst"


class Avtale(TenantScoped, Base):
    """A time and place several people have agreed on; those invited have it in their own calendars."""

    __tablename__ = "avtale"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("slutt_tid > start_tid", name="periode"),
        Index("ix_avtale__bruker", "tenant_id", "bruker_id", "start_tid"),
        Index("ix_avtale__kunde", "tenant_id", "kunde_id", text("start_tid DESC")),
    )

    #: Who called it; answers to the invitation go to him.
    bruker_id: Mapped[UUID]
    kunde_id: Mapped[UUID | None]
    tittel: Mapped[str]
    sted: Mapped[str] = mapped_column(server_default="")
    beskrivelse: Mapped[str] = mapped_column(server_default="")
    start_tid: Mapped[datetime]
    slutt_tid: Mapped[datetime]
    #: RFC 5545: rises with every change that is sent out, so that calendars know the newest.
    sekvens: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    tilstand: Mapped[Avtaletilstand] = mapped_column(
        text_enum(Avtaletilstand), default=Avtaletilstand.PLANLAGT
    )
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Avtaledeltaker(TenantScoped, Base):
    """One who takes part: a customer's contact or a colleague."""

    __tablename__ = "avtaledeltaker"
    __table_args__ = (
        tenant_fk("avtale_id", to="avtale"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("bruker_id", to="bruker"),
        UniqueConstraint("tenant_id", "avtale_id", "engasjement_id"),
        UniqueConstraint("tenant_id", "avtale_id", "bruker_id"),
        CheckConstraint("(engasjement_id IS NULL) <> (bruker_id IS NULL)", name="one"),
        Index("ix_avtaledeltaker__bruker", "tenant_id", "bruker_id"),
        Index("ix_avtaledeltaker__engasjement", "tenant_id", "engasjement_id"),
    )

    avtale_id: Mapped[UUID]
    engasjement_id: Mapped[UUID | None]
    bruker_id: Mapped[UUID | None]


class Kalenderadresse(TenantScoped, Base):
    """A secret address that shows a colleague's calendar, a customer's or a record's, to whoever has it.

    Only a hash is kept.
    """

    __tablename__ = "kalenderadresse"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("kunde_id", to="kunde"),
        UniqueConstraint("tenant_id", "hemmelig_hash"),
        CheckConstraint("(sak_slag IS NULL) = (sak_id IS NULL)", name="sak"),
        CheckConstraint("kunde_id IS NULL OR sak_id IS NULL", name="en_ting"),
        Index("ix_kalenderadresse__bruker", "tenant_id", "bruker_id"),
    )

    #: Whose rights the reader has.
    bruker_id: Mapped[UUID]
    #: None: the colleague's own calendar, or that of a record.
    kunde_id: Mapped[UUID | None]
    #: A record of an upper room: key in `registry.kalendersaker`, and id.
    sak_slag: Mapped[CText | None]
    sak_id: Mapped[UUID | None]
    hemmelig_hash: Mapped[bytes] = mapped_column(LargeBinary)
    opprettet_tid: Mapped[datetime]
    trukket_tid: Mapped[datetime | None]
