"""Search in the words of candidates."""

from uuid import UUID

from sqlalchemy import Select, select

from portal.db.words import query_words
from portal.kandidater.models import Kandidatord


def matching_ids(text: str) -> list[Select[UUID]]:
    """One subselect of candidate ids per typed word; all must hold. Prefix ranges in C collation."""
    return [
        select(Kandidatord.kandidat_id).where(Kandidatord.ord >= word, Kandidatord.ord < word + "\U0010ffff")
        for word in query_words(text)
    ]
