"""How the front of the card is arranged: by each person, or by the agency for everyone who has not chosen."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk


class Kortoppsett(TenantScoped, Base):
    """The places of the boxes on Oversikt. One row per user, and one without user for the agency."""

    __tablename__ = "kortoppsett"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        UniqueConstraint("tenant_id", "bruker_id", postgresql_nulls_not_distinct=True),
    )

    #: None: the agency's own arrangement.
    bruker_id: Mapped[UUID | None]
    #: `column:key of the Boks`, column 1 or 2, in the order they stand.
    plasser: Mapped[list[str]] = mapped_column(server_default="[]")
