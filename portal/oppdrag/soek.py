"""Conditions of lists: words, and periods."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.db import spelling
from portal.db.words import LAST, query_words
from portal.kandidater.models import Kandidatord
from portal.kandidater.soek import KANDIDATORD
from portal.kundekort.models import Soekeord
from portal.kundekort.search import KUNDEORD
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.models_regler import Oppdragsord, Oppdragsslag

Ids = InstrumentedAttribute[UUID]


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
    """Each typed word must be in the number or title, in the customer's words, or in the person's."""
    for word in query_words(text):
        end = word + LAST
        own = select(Oppdragsord.rad_id).where(
            Oppdragsord.slag == slag, Oppdragsord.ord >= word, Oppdragsord.ord < end
        )
        kunder = select(Soekeord.id).where(Soekeord.slag == "kunde", Soekeord.ord >= word, Soekeord.ord < end)
        found = [row_id.in_(own), kunde_id.in_(kunder)]
        if kandidat_id is not None:
            people = select(Kandidatord.kandidat_id).where(Kandidatord.ord >= word, Kandidatord.ord < end)
            found.append(kandidat_id.in_(people))
        stmt = stmt.where(or_(*found))
    return stmt


def propose_oppdrag(session: Session, *, q: str) -> str | None:
    """What may find oppdrag when `q` found none. One statement a word."""
    own = (Oppdragsord, Oppdragsord.slag == Oppdragsslag.OPPDRAG)
    return spelling.propose_spelling(session, q=q, among=[own, KUNDEORD, KANDIDATORD])


def propose_stilling(session: Session, *, q: str) -> str | None:
    """What may find stillinger when `q` found none. One statement a word."""
    own = (Oppdragsord, Oppdragsord.slag == Oppdragsslag.STILLING)
    return spelling.propose_spelling(session, q=q, among=[own, KUNDEORD])
