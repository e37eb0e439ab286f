"""The condition that a customer is found by what was typed: a range on the word table for each word."""

from sqlalchemy import ColumnElement, select

from portal.db.words import query_words
from portal.kundekort.models import Kunde, Soekeord

#: Comes after every letter: `ord >= p AND ord < p + LAST` is the range of the prefix p.
LAST = "\U0010ffff"


def found_by(q: str) -> list[ColumnElement[bool]]:
    """One condition per word typed; all must hold. None when nothing was typed."""
    return [_has_word(word) for word in query_words(q)]


def _has_word(word: str) -> ColumnElement[bool]:
    """The customer has a word that begins so. A range: `LIKE` and `^@` lose their index behind the wall."""
    return Kunde.id.in_(
        select(Soekeord.id).where(Soekeord.slag == "kunde", Soekeord.ord >= word, Soekeord.ord < word + LAST)
    )
