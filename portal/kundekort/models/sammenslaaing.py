"""Two cards that were one customer: which went into which, and all that is needed to part them again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk


class Kundesammenslaaing(TenantScoped, Base):
    """One merge. `inn_id` went into `kunde_id`; it can be undone for a while."""

    __tablename__ = "kundesammenslaaing"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("inn_id", to="kunde"),
        CheckConstraint("kunde_id <> inn_id", name="not_itself"),
        Index("ix_kundesammenslaaing__kunde", "tenant_id", "kunde_id", text("tid DESC")),
        Index(
            "uq_kundesammenslaaing__standing",
            "tenant_id",
            "inn_id",
            unique=True,
            postgresql_where=text("angret_tid IS NULL"),
        ),
    )

    kunde_id: Mapped[UUID]
    inn_id: Mapped[UUID]
    tid: Mapped[datetime]
    aktoer_navn: Mapped[str]
    #: What the remaining card held before: field → [before, after] as stored.
    felter: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: kind of address → [before, after]; before is null when there was none.
    adresser: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: Values of own fields the remaining card lacked and took: id of the field → value.
    egne_felt: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    #: The same of the sales side: field → value.
    salgsfelt: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    #: `table.column` → ids of the rows that were moved.
    flyttet: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: Status and place in the tree of the one that went in: status_id, forelder_id, gyldig_fra.
    foer: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    angret_tid: Mapped[datetime | None]
    angret_av_navn: Mapped[str] = mapped_column(server_default="")
