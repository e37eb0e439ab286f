"""Where a customer stands in a list of hits, and who stands beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from portal.errors import NotFound
from portal.kundekort.models import Kunde
from portal.kundekort.search import SCAN, Treff, find_words
from portal.kundekort.utvalg import Filter, Leser, filtered
from portal.web.paging import COUNT_CAP


@dataclass(frozen=True)
class Plass:
    """`nr` of `antall`, each at most 1 001; None where it is not counted, `nr` also when it is no hit any more."""

    nr: int | None
    antall: int | None
    forrige_id: UUID | None
    neste_id: UUID | None


def get_plass(session: Session, *, kunde_id: UUID, valg: Filter, leser: Leser) -> Plass:
    """The place of a customer among the hits, from its own place in the order: an edit moves nobody.

    Three statements at most. Raises NotFound.
    """
    here = session.execute(select(Kunde.sortering, Kunde.id).where(Kunde.id == kunde_id)).one_or_none()
    if here is None:
        raise NotFound(f"kunde {kunde_id}")
    treff = find_words(session, q=valg.q)
    mark, place = tuple_(*here), tuple_(Kunde.sortering, Kunde.id)
    before = _beside(place < mark, treff, valg, leser, backwards=True)
    after = _beside(place > mark, treff, valg, leser, backwards=False)
    columns: list[Any] = [before.scalar_subquery().label("forrige"), after.scalar_subquery().label("neste")]
    counted = treff is None or treff.ids is not None
    if counted:
        hits = filtered(select(Kunde.id), Kunde, valg, leser)
        hits = hits if treff is None else hits.where(*treff.conditions(Kunde))
        for name, part in (("alle", hits), ("til_og_med", hits.where(place <= mark))):
            within = part.limit(COUNT_CAP).subquery()
            columns.append(select(func.count()).select_from(within).scalar_subquery().label(name))
        columns.append(hits.where(Kunde.id == kunde_id).exists().label("er_treff"))
    row = session.execute(select(*columns)).one()
    if not counted:
        return Plass(None, None, row.forrige, row.neste)
    return Plass(row.til_og_med if row.er_treff else None, row.alle, row.forrige, row.neste)


def _beside(
    side: ColumnElement[bool], treff: Treff | None, valg: Filter, leser: Leser, *, backwards: bool
) -> Select[*tuple[Any, ...]]:
    """The nearest hit on one side; of common words the SCAN nearest customers are asked."""

    def nearest(stmt: Select[*tuple[Any, ...]], kunde: Any, most: int) -> Select[*tuple[Any, ...]]:
        columns = (kunde.sortering, kunde.id)
        return stmt.order_by(*(column.desc() if backwards else column for column in columns)).limit(most)

    if treff is None or treff.ids is not None:
        stmt = filtered(select(Kunde.id), Kunde, valg, leser).where(side)
        return nearest(stmt if treff is None else stmt.where(*treff.conditions(Kunde)), Kunde, 1)
    near = nearest(filtered(select(Kunde), Kunde, valg, leser).where(side), Kunde, SCAN)
    kunde = aliased(Kunde, near.subquery())
    return nearest(select(kunde.id).where(*treff.conditions(kunde)), kunde, 1)
