"""What a person meant to type: the stored word nearest to one that finds nothing (modell.md §2).

The neighbours of the typed word in the order of the index are looked at, so that those that share most of its
beginning come first however many words there are. Each is found by a step of its own, because a common word stands
in the table thousands of times and DISTINCT would read them all.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, literal, select, union_all
from sqlalchemy.orm import Session

from portal.db.words import LAST, MAX_CANDIDATES, candidate_prefix, query_words, rank_by_distance

#: A word table with `ord`, and what narrows it to one kind of words.
Words = tuple[Any, ColumnElement[bool]]
#: Shorter words, and numbers, are taken as they stand.
SHORTEST = 3


def propose_spelling(session: Session, *, q: str, among: Sequence[Words]) -> str | None:
    """The query with each word as it is spelt in one of the tables, or None when nothing is nearer.

    One statement a word, none for numbers and short words.
    """
    words = query_words(q)
    better = [_nearest(session, word, among) for word in words]
    return " ".join(better) if better != words else None


def _nearest(session: Session, word: str, among: Sequence[Words]) -> str:
    if word.isdigit() or len(word) < SHORTEST:
        return word
    ways = [_steps(word, *words, back=back) for words in among for back in (False, True)]
    stored = {str(row.ord) for row in session.execute(union_all(*ways))}
    if any(found.startswith(word) for found in stored):
        return word
    ranked = rank_by_distance(word, [(found, None) for found in sorted(stored)], limit=1)
    return ranked[0][0] if ranked else word


def _steps(word: str, table: Any, where: ColumnElement[bool], *, back: bool) -> Select[tuple[str]]:
    """Distinct words with the candidate prefix from the typed one on, upwards or backwards: half of the candidates."""
    prefix = candidate_prefix(word)
    within = where & (table.ord >= prefix if back else table.ord < prefix + LAST)
    order = table.ord.desc() if back else table.ord.asc()
    first = select(table.ord.label("ord"), literal(1, Integer).label("nr")).where(
        within, table.ord < word if back else table.ord >= word
    )
    walk = select(first.order_by(order).limit(1).subquery()).cte(recursive=True)
    beyond = table.ord < walk.c.ord if back else table.ord > walk.c.ord
    following = select(table.ord).where(within, beyond).order_by(order).limit(1).scalar_subquery()
    walk = walk.union_all(
        select(following, walk.c.nr + 1).where(walk.c.ord.is_not(None), walk.c.nr < MAX_CANDIDATES // 2)
    )
    return select(walk.c.ord).where(walk.c.ord.is_not(None))
