"""Reading one row for a change, the same way everywhere."""

from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.db.base import Base
from portal.errors import NotFound

Model = TypeVar("Model", bound=Base)


def get_one(
    session: Session, model: type[Model], *conditions: ColumnElement[bool], lock: bool = False
) -> Model:
    """The row that meets the conditions, fresh from the database, locked when asked. One statement. Raises NotFound."""
    stmt = select(model).where(*conditions).execution_options(populate_existing=True)
    row = session.scalar(stmt.with_for_update() if lock else stmt)
    if row is None:
        raise NotFound(f"no such {model.__tablename__}")
    return row
