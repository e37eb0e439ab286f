"""Writes that two features share: the search words of a candidate."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.db.types import uuid7
from portal.db.words import number_words, search_words
from portal.kandidater.models import Kandidat, Kandidatord, Kompetanse
from portal.kandidater.registry import soekeord


def write_search_words(session: Session, *, kandidat: Kandidat) -> None:
    """Make the candidate findable by name, e-mail, phone, trade, competence, and what upper rooms know of him.

    Flushes; three statements, and one for each source of `registry.soekeord`.
    """
    session.flush()  # the competence read here may have been added a moment ago
    skills = session.scalars(select(Kompetanse.navn).where(Kompetanse.kandidat_id == kandidat.id))
    words = search_words(kandidat.navn) | search_words(" ".join([kandidat.yrke, *skills]), suffixes=False)
    words |= search_words(kandidat.epost, suffixes=False)
    words |= number_words(kandidat.telefon) if kandidat.telefon else set()
    for typed in soekeord.texts(session, kandidat_id=kandidat.id):
        words |= search_words(typed) | (number_words(typed) if typed.isdigit() else set())
    forget_search_words(session, kandidat_id=kandidat.id)
    session.add_all(Kandidatord(id=uuid7(), kandidat_id=kandidat.id, ord=word) for word in sorted(words))


def forget_search_words(session: Session, *, kandidat_id: UUID) -> None:
    """Take the words away; one statement."""
    session.execute(delete(Kandidatord).where(Kandidatord.kandidat_id == kandidat_id))
