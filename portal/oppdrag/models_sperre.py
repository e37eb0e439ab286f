"""Sperre: a worker the agency does not send to a customer (funksjoner.md A11)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk


class Sperre(TenantScoped, Base):
    """One bar, from a day and perhaps to one. It is lifted, never deleted; the reason alone is erased, by date.

    The reason is personal data about the worker: it stands here and nowhere else, not in the history either, and
    what gives him insight in his own data reads it from here.
    """

    __tablename__ = "sperre"
    __table_args__ = (
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("satt_av_id", to="bruker"),
        tenant_fk("opphevet_av_id", to="bruker"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("(grunn = '') = (grunn_slettet_tid IS NOT NULL)", name="reason_or_erased"),
        CheckConstraint("(opphevet_tid IS NULL) = (opphevet_av_navn = '')", name="lifted_by_someone"),
        Index("ix_sperre__kandidat", "tenant_id", "kandidat_id"),
        Index("ix_sperre__kunde", "tenant_id", "kunde_id"),
        Index("ix_sperre__slettes", "tenant_id", "grunn_slettes_dato"),
    )

    kandidat_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    #: True: also at every enhet that stands below the customer on the day in question.
    med_underenheter: Mapped[bool]
    #: Why; "" when it has been erased.
    grunn: Mapped[str]
    #: The day the night's work erases the reason; the bar goes on without it.
    grunn_slettes_dato: Mapped[date]
    grunn_slettet_tid: Mapped[datetime | None]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    satt_av_id: Mapped[UUID | None]
    satt_av_navn: Mapped[str]
    satt_tid: Mapped[datetime]
    opphevet_tid: Mapped[datetime | None]
    opphevet_av_id: Mapped[UUID | None]
    opphevet_av_navn: Mapped[str] = mapped_column(server_default="", default="")
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
    idempotens: Mapped[UUID]
