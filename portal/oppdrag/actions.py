"""Writes that features share: human numbers, search words, positions."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.db.types import uuid7
from portal.db.words import number_words, search_words
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.feltverdi import list_postens_soeketekster
from portal.oppdrag.models import LedigStilling
from portal.oppdrag.models_regler import Nummerteller, Oppdragsord, Oppdragsslag

#: First number of each kind minus one.
START = {"LS": 2000, "OP": 3000, "RE": 4000}


def next_number(session: Session, *, slag: str) -> str:
    """The next LS-…, OP-… or RE-…. Locks the counter row until the transaction ends: take it last. One statement."""
    new = insert(Nummerteller).values(
        tenant_id=session.info["tenant"], id=uuid7(), slag=slag, siste=START[slag] + 1
    )
    taken = new.on_conflict_do_update(
        index_elements=["tenant_id", "slag"], set_={"siste": Nummerteller.siste + 1}
    )
    return f"{slag}-{session.scalar(taken.returning(Nummerteller.siste))}"


def write_search_words(
    session: Session, *, slag: Oppdragsslag, rad_id: UUID, nummer: str, tittel: str
) -> None:
    """Make the row findable by number, title and what its own fields say. Replaces what was there.

    Flushes; two statements now, one at flush.
    """
    session.flush()  # the values read here may have been written a moment ago
    words = search_words(nummer) | search_words(tittel)
    for typed in list_postens_soeketekster(session, post_id=rad_id):
        words |= search_words(typed) | (number_words(typed) if typed.isdigit() else set())
    session.execute(delete(Oppdragsord).where(Oppdragsord.rad_id == rad_id))
    session.add_all(Oppdragsord(id=uuid7(), slag=slag, rad_id=rad_id, ord=word) for word in sorted(words))


def take_position(session: Session, *, stilling: LedigStilling) -> None:
    """Count one position as filled: a guarded UPDATE, so that no more are filled than there are."""
    taken = session.scalar(
        update(LedigStilling)
        .where(LedigStilling.id == stilling.id, LedigStilling.besatte_plasser < LedigStilling.plasser)
        .values(besatte_plasser=LedigStilling.besatte_plasser + 1)
        .returning(LedigStilling.besatte_plasser)
    )
    if taken is None:
        raise Refused(_("Alle plassene på %(nummer)s er besatt.", nummer=stilling.nummer))
