"""Search in the words of candidates."""

from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from portal.db import spelling
from portal.db.words import LAST, query_words
from portal.kandidater.models import Kandidatord


def matching_ids(text: str) -> list[Select[UUID]]:
    """One subselect of candidate ids per typed word; all must hold. Prefix ranges in C collation."""
    return [
        select(Kandidatord.kandidat_id).where(Kandidatord.ord >= word, Kandidatord.ord < word + LAST)
        for word in query_words(text)
    ]


#: The words of candidates, for a proposal of how one is spelt.
KANDIDATORD = (Kandidatord, true())


def propose_spelling(session: Session, *, q: str) -> str | None:
    """What may find candidates when `q` found none. One statement a word."""
    return spelling.propose_spelling(session, q=q, among=[KANDIDATORD])
