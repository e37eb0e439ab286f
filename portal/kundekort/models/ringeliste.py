"""Whom a consultant calls at intervals."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk


class Ringelinje(TenantScoped, Base):
    """One contact on one colleague's call list."""

    __tablename__ = "ringelinje"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("engasjement_id", to="engasjement"),
        UniqueConstraint("tenant_id", "bruker_id", "engasjement_id"),
        CheckConstraint("hyppighet_dager BETWEEN 1 AND 730", name="hyppighet"),
        Index("ix_ringelinje__bruker", "tenant_id", "bruker_id", "neste_dato", "id"),
        Index("ix_ringelinje__engasjement", "tenant_id", "engasjement_id"),
    )

    #: Whose list.
    bruker_id: Mapped[UUID]
    engasjement_id: Mapped[UUID]
    hyppighet_dager: Mapped[int] = mapped_column(Integer)
    neste_dato: Mapped[date]
    sist_ringt_tid: Mapped[datetime | None]
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
