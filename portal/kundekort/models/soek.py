"""The word table that search while typing reads (architecture.md §4)."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped
from portal.db.types import CText


class Soekeord(TenantScoped, Base):
    """One folded word (or the tail of one, or a normalised number) of one record; found by a range on `ord`.

    `id` is the id of the record, so the primary key begins with (tenant_id, id) and goes on with the word.
    """

    __tablename__ = "soekeord"
    __table_args__ = (Index("ix_soekeord__ord", "tenant_id", "slag", "ord", text("id DESC")),)

    tenant_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("tenant.id"), primary_key=True, sort_order=-20
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-19)
    #: kunde or kontakt
    slag: Mapped[CText] = mapped_column(primary_key=True)
    ord: Mapped[CText] = mapped_column(primary_key=True)
