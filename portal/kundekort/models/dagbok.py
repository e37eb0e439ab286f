"""What people register: diary activities of the tenant's own types, and tasks."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, Minutter, text_enum


class Aktivitetstype(TenantScoped, Base):
    """A kind of activity, the tenant's own; the shipped ones have a code and are translated when shown."""

    __tablename__ = "aktivitetstype"
    __table_args__ = (UniqueConstraint("tenant_id", "navn"), UniqueConstraint("tenant_id", "kode"))

    #: Only shipped types have one: telefon, moete, besoek, epost, notat, oppfoelging.
    kode: Mapped[CText | None]
    navn: Mapped[str]
    #: Name in the icon sheet.
    ikon: Mapped[str] = mapped_column(server_default="pencil")
    #: Days until a follow-up is proposed; None is never.
    oppfoelging_dager: Mapped[int | None]
    #: An activity of this type has a next step, or says that there is none.
    krever_neste_steg: Mapped[bool] = mapped_column(server_default="false", default=False)
    rekkefoelge: Mapped[int] = mapped_column(server_default="100")
    er_aktiv: Mapped[bool] = mapped_column(server_default="true")


class Aktivitetstilstand(StrEnum):
    """Planned ones stand in the diary; done ones on the timeline."""

    PLANLAGT = "planlagt"
    UTFOERT = "utfoert"
    AVLYST = "avlyst"


class Dagbokaktivitet(TenantScoped, Base):
    """A call, a meeting, a note: on the customer and in the consultant's diary."""

    __tablename__ = "dagbokaktivitet"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("type_id", to="aktivitetstype"),
        tenant_fk("opprettet_av_id", to="bruker"),
        CheckConstraint("varighet_min BETWEEN 0 AND 10080", name="varighet"),
        CheckConstraint("(kobling_slag IS NULL) = (kobling_id IS NULL)", name="kobling"),
        Index("ix_dagbokaktivitet__kunde", "tenant_id", "kunde_id", text("tid DESC"), text("id DESC")),
        Index("ix_dagbokaktivitet__bruker", "tenant_id", "bruker_id", "tid"),
        Index("ix_dagbokaktivitet__kontakt", "tenant_id", "engasjement_id", text("tid DESC")),
    )

    #: Whose diary.
    bruker_id: Mapped[UUID]
    #: None: own time, no customer.
    kunde_id: Mapped[UUID | None]
    engasjement_id: Mapped[UUID | None]
    type_id: Mapped[UUID]
    tilstand: Mapped[Aktivitetstilstand] = mapped_column(text_enum(Aktivitetstilstand))
    #: When it starts.
    tid: Mapped[datetime]
    varighet_min: Mapped[Minutter] = mapped_column(server_default="0")
    emne: Mapped[str] = mapped_column(server_default="")
    notat: Mapped[str] = mapped_column(server_default="")
    sted: Mapped[str] = mapped_column(server_default="")
    neste_steg: Mapped[str] = mapped_column(server_default="")
    neste_dato: Mapped[date | None]
    #: Said outright: nothing follows.
    uten_neste_steg: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: A record of an upper room it is about: table name and id.
    kobling_slag: Mapped[CText | None]
    kobling_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    #: Set when removed; the timeline says so, the row stays.
    slettet_tid: Mapped[datetime | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
