"""Moving all that points at one customer to another, and back again, by what the rooms have declared."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.kundekort.registry import Kundepeker, kundepekere


def count_rows(session: Session, *, kunde_id: UUID) -> list[tuple[Kundepeker, int, int]]:
    """(what, rows that move, rows that stay) for everything the customer has. One statement."""
    pekere = sorted(kundepekere.all(), key=lambda peker: (peker.order, peker.key))
    columns: list[Any] = []
    for peker in pekere:
        rows = select(func.count()).where(peker.kolonne == kunde_id)
        columns += [rows.where(*_moving(peker)).scalar_subquery(), rows.scalar_subquery()]
    found = session.execute(select(*columns)).one()
    counted = []
    for place, peker in enumerate(pekere):
        moving, everything = found[2 * place], found[2 * place + 1]
        counted.append((peker, 0, everything) if peker.blir else (peker, moving, everything - moving))
    return counted


def move_rows(session: Session, *, fra: UUID, til: UUID) -> dict[str, list[str]]:
    """Point what moves at `til`; answers `table.column` → ids. A row the target already has its like of, stays.

    Two statements per table that has rows, more only where something is in the way. Flushes: the rows are written
    by statements of their own.
    """
    session.flush()  # what is moved must be in the database
    moved: dict[str, list[str]] = {}
    for peker in kundepekere.all():
        if peker.blir:
            continue
        chosen = [peker.kolonne == fra, *_moving(peker)]
        if ids := _point(session, peker, chosen, til):
            moved[peker.key] = [str(each) for each in ids]
    return moved


def move_back(session: Session, *, moved: Mapping[str, Sequence[str]], fra: UUID, til: UUID) -> None:
    """The rows of `move_rows` that still point at `fra` point at `til` again."""
    session.flush()  # as above
    for peker in kundepekere.all():
        if ids := [UUID(each) for each in moved.get(peker.key, ())]:
            model = peker.kolonne.class_
            _point(session, peker, [peker.kolonne == fra, model.id.in_(ids)], til)


def _moving(peker: Kundepeker) -> list[ColumnElement[bool]]:
    return [peker.hvilke()] if peker.hvilke is not None else []


def _point(
    session: Session, peker: Kundepeker, chosen: Sequence[ColumnElement[bool]], til: UUID
) -> Sequence[UUID]:
    """All at once; when a key is in the way, row by row."""
    model = peker.kolonne.class_
    stmt = update(model).values({peker.kolonne.key: til}).execution_options(synchronize_session=False)
    try:
        with session.begin_nested():
            return session.scalars(stmt.where(*chosen).returning(model.id)).all()
    except IntegrityError:
        pass
    moved = []
    for row_id in session.scalars(select(model.id).where(*chosen)).all():
        try:
            with session.begin_nested():
                session.execute(stmt.where(model.id == row_id))
        except IntegrityError:
            continue
        moved.append(row_id)
    return moved
