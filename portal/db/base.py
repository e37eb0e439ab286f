"""The declarative base, the naming convention, and the keys every tenant table shares (modell.md §2)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, ForeignKeyConstraint, MetaData, Text, Time, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.db.types import UtcDateTime, uuid7


class Base(DeclarativeBase):
    """Constraint names follow one convention, so that migrations can name what they drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s__%(column_0_N_name)s",
            "uq": "uq_%(table_name)s__%(column_0_N_name)s",
            "ck": "ck_%(table_name)s__%(constraint_name)s",
            "fk": "fk_%(table_name)s__%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        str: Text,
        int: BigInteger,
        UUID: Uuid,
        date: Date,
        time: Time,
        datetime: UtcDateTime,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


class TenantScoped:
    """Mixin: primary key (tenant_id, id). The session stamps `tenant_id`; the id is a UUIDv7 made in Python."""

    tenant_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("tenant.id"), primary_key=True, sort_order=-20
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-19)


def tenant_fk(column: str, *, to: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A link inside the tenant: (tenant_id, column) → (tenant_id, id). A row cannot point at another tenant's row."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], ondelete=ondelete)


def add_in_order(session: Session, *groups: Iterable[Base]) -> None:
    """Add rows that depend on each other, parents first: viewonly relationships promise the unit of work no order."""
    for group in groups:
        session.add_all(list(group))
        session.flush()  # the next group's foreign keys point at these rows
