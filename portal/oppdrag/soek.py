"""Conditions of lists: words, and periods."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    any_,
    bindparam,
    distinct,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.db import spelling
from portal.db.words import LAST, query_words
from portal.kandidater.models import Kandidatord
from portal.kandidater.soek import KANDIDATORD
from portal.kundekort.models import Soekeord
from portal.kundekort.search import KUNDEORD, PROBE
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.models_regler import Oppdragsord, Oppdragsslag

Ids = InstrumentedAttribute[UUID]


@dataclass(frozen=True)
class _Words:
    """A table of words: of which rows they are, and what narrows the table to one kind of them."""

    #: The row of the list that has it.
    column: Ids
    model: Any
    id: Any
    where: tuple[ColumnElement[bool], ...] = ()

    def holding(self, word: str) -> Select[Any]:
        """The ids of those with a word that begins so."""
        begins = self.model.ord >= word, self.model.ord < word + LAST
        return select(self.id.label("id")).where(*self.where, *begins)

    def row_holds(self, word: str) -> ColumnElement[bool]:
        """Asked of one row through an index; the LIMIT keeps the planner from turning it into a join."""
        own = self.holding(word).where(self.id == self.column).limit(1)
        return own.correlate(self.column.table).scalar_subquery().is_not(None)


def _sources(*, slag: Oppdragsslag, row_id: Ids, kunde_id: Ids, kandidat_id: Ids | None) -> list[_Words]:
    found = [
        _Words(row_id, Oppdragsord, Oppdragsord.rad_id, (Oppdragsord.slag == slag,)),
        _Words(kunde_id, Soekeord, Soekeord.id, (Soekeord.slag == "kunde",)),
    ]
    if kandidat_id is not None:
        found.append(_Words(kandidat_id, Kandidatord, Kandidatord.kandidat_id))
    return found


def runs_between(fra: date, til: date | None) -> ColumnElement[bool]:
    """Condition: the oppdrag has a day in the period (inclusive; None is open-ended)."""
    begins = Utleieoppdrag.fra_dato <= til if til is not None else Utleieoppdrag.fra_dato.is_not(None)
    return begins & or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= fra)


def narrow_by_words(
    stmt: Select[Any],
    text: str,
    *,
    slag: Oppdragsslag,
    row_id: Ids,
    kunde_id: Ids,
    kandidat_id: Ids | None = None,
) -> Select[Any]:
    """Each typed word must be in the number or title, in the customer's words, or in the person's.

    For the few rows of one customer or one person: each of them is asked.
    """
    for word in query_words(text):
        sources = _sources(slag=slag, row_id=row_id, kunde_id=kunde_id, kandidat_id=kandidat_id)
        stmt = stmt.where(or_(*(each.column.in_(each.holding(word)) for each in sources)))
    return stmt


def narrow_among_all(
    session: Session,
    stmt: Select[Any],
    text: str,
    *,
    slag: Oppdragsslag,
    row_id: Ids,
    kunde_id: Ids,
    kandidat_id: Ids | None = None,
) -> Select[Any]:
    """The same for a list of the whole agency, at the same cost for few rows and for many. One statement for words.

    As `kundekort.search`: a rare word gives the rows by index; where it is common, rows are asked in the list's order.
    """
    words = query_words(text)
    if not words:
        return stmt
    sources = _sources(slag=slag, row_id=row_id, kunde_id=kunde_id, kandidat_id=kandidat_id)
    probes = []
    for place, word in enumerate(words):
        for source, each in enumerate(sources):
            some = each.holding(word).limit(PROBE).subquery()
            probes.append(
                select(
                    literal(place).label("plass"),
                    literal(source).label("kilde"),
                    func.count().label("antall"),
                    func.array_agg(distinct(some.c.id)).label("ids"),
                )
            )
    hits: dict[int, list[ColumnElement[bool]]] = {place: [] for place in range(len(words))}
    for row in session.execute(union_all(*probes)):
        each = sources[row.kilde]
        if row.antall == PROBE:
            hits[row.plass].append(each.row_holds(words[row.plass]))
        elif row.antall:
            ids: ColumnElement[Any] = bindparam("treff", list(row.ids), type_=ARRAY(Uuid), unique=True)
            hits[row.plass].append(each.column == any_(ids))
    for parts in hits.values():
        stmt = stmt.where(or_(*parts) if parts else false())
    return stmt


def propose_oppdrag(session: Session, *, q: str) -> str | None:
    """What may find oppdrag when `q` found none. One statement a word."""
    own = (Oppdragsord, Oppdragsord.slag == Oppdragsslag.OPPDRAG)
    return spelling.propose_spelling(session, q=q, among=[own, KUNDEORD, KANDIDATORD])


def propose_stilling(session: Session, *, q: str) -> str | None:
    """What may find stillinger when `q` found none. One statement a word."""
    own = (Oppdragsord, Oppdragsord.slag == Oppdragsslag.STILLING)
    return spelling.propose_spelling(session, q=q, among=[own, KUNDEORD])
