"""Finding customers by what was typed, at the same cost for a thousand of them and for a million.

First each word is looked up in the word table, at most PROBE entries of it. When one of the words is rare, its
customers are the candidates and the other words are checked on them. When every word is common («bergen», «as»),
hits are everywhere, so the list is walked in its own order and each customer asked, at most SCAN of them at a time.

The shape of the statements does not leave the choice to the planner: it cannot know how common a prefix is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, distinct, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.db import spelling
from portal.db.words import LAST, query_words
from portal.kundekort.models import Soekeord

#: Entries of the word table that are looked at for one word; a word with more of them is common.
PROBE = 3_000
#: Customers that are asked in one walk.
SCAN = 20_000


@dataclass(frozen=True)
class Treff:
    """What is known of a typed query. `ids` None: every word is common. `rest` are words still to be asked for."""

    ids: Sequence[UUID] | None
    rest: Sequence[str]

    def conditions(self, kunde: Any) -> list[ColumnElement[bool]]:
        """What must hold for a customer (the entity or an alias of it) to be a hit."""
        found = [_has_word(kunde, word) for word in self.rest]
        if self.ids is not None:
            ids: ColumnElement[Any] = bindparam("treff", list(self.ids), type_=ARRAY(Uuid), unique=True)
            found.insert(0, kunde.id == any_(ids))
        return found


def find_words(session: Session, *, q: str) -> Treff | None:
    """Look the words up; None when nothing was typed. One statement."""
    words = query_words(q)
    if not words:
        return None
    probes = []
    for place, word in enumerate(words):
        some = (
            select(Soekeord.id)
            .where(Soekeord.slag == "kunde", Soekeord.ord >= word, Soekeord.ord < word + LAST)
            .limit(PROBE)
            .subquery()
        )
        probes.append(
            select(
                literal(place).label("plass"),
                func.count().label("antall"),
                func.array_agg(distinct(some.c.id)).label("ids"),
            )
        )
    rare: set[UUID] | None = None
    rest: list[str] = []
    for row in session.execute(union_all(*probes)):
        if row.antall == PROBE:
            rest.append(words[row.plass])
        else:
            ids = set(row.ids or ())
            rare = ids if rare is None else rare & ids
    return Treff(None if rare is None else sorted(rare), rest)


#: The words of customers, for a proposal of how one is spelt.
KUNDEORD = (Soekeord, Soekeord.slag == "kunde")


def propose_spelling(session: Session, *, q: str) -> str | None:
    """What may find customers when `q` found none. One statement a word."""
    return spelling.propose_spelling(session, q=q, among=[KUNDEORD])


def _has_word(kunde: Any, word: str) -> ColumnElement[bool]:
    """Asked per customer through the primary key; the LIMIT keeps the planner from turning it into a join."""
    ord_ = aliased(Soekeord)
    one = (
        select(literal(1))
        .where(ord_.id == kunde.id, ord_.slag == "kunde", ord_.ord >= word, ord_.ord < word + LAST)
        .limit(1)
        .correlate(kunde)
        .scalar_subquery()
    )
    return one.is_not(None)
