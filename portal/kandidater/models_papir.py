"""Kandidatpapir: a paper the worker has shown or is asked for (funksjoner.md G4)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText


class Kandidatpapir(TenantScoped, Base):
    """A paper, from the day it is asked for. It is ended, never deleted.

    Of a politiattest there is the legal ground, and the day it was shown: never the file, a number or what it says
    (norge.md §3.4: shown, not handed in). The table itself refuses more.
    """

    __tablename__ = "kandidatpapir"
    __table_args__ = (
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("dokument_id", to="dokument"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_fra IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("NOT politiattest OR hjemmel <> ''", name="legal_ground"),
        CheckConstraint(
            "NOT politiattest OR (dokument_id IS NULL AND referanse = '' AND merknad = ''"
            " AND gyldig_fra IS NULL AND gyldig_til IS NULL)",
            name="nothing_of_its_content",
        ),
        CheckConstraint("(mottatt_dato IS NULL) = (mottatt_av_navn = '')", name="received_by_someone"),
        CheckConstraint("(avsluttet_tid IS NULL) = (avsluttet_av_navn = '')", name="ended_by_someone"),
        Index("ix_kandidatpapir__kandidat", "tenant_id", "kandidat_id"),
        Index("ix_kandidatpapir__gyldig_til", "tenant_id", "gyldig_til"),
        Index("ix_kandidatpapir__dokument", "tenant_id", "dokument_id"),
    )

    kandidat_id: Mapped[UUID]
    #: As the requirement calls it: HMS-kort, Taushetserklæring.
    navn: Mapped[str]
    #: Folded name; requirements are compared with it (rules.skill_key).
    noekkel: Mapped[CText]
    politiattest: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: Of a politiattest: the law that lets us ask for it.
    hjemmel: Mapped[str] = mapped_column(server_default="", default="")
    #: Number of the card or licence.
    referanse: Mapped[str] = mapped_column(server_default="", default="")
    bedt_dato: Mapped[date | None]
    #: The day it came; of a politiattest the day it was shown.
    mottatt_dato: Mapped[date | None]
    mottatt_av_navn: Mapped[str] = mapped_column(server_default="", default="")
    gyldig_fra: Mapped[date | None]
    #: First day it no longer counts.
    gyldig_til: Mapped[date | None]
    merknad: Mapped[str] = mapped_column(server_default="", default="")
    dokument_id: Mapped[UUID | None]
    #: The nearest of 60, 30 and 7 days before its end that has been told; None when nothing has.
    varslet_dager: Mapped[int | None] = mapped_column(Integer)
    avsluttet_tid: Mapped[datetime | None]
    avsluttet_av_navn: Mapped[str] = mapped_column(server_default="", default="")
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
    idempotens: Mapped[UUID]
