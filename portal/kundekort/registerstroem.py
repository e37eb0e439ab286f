"""Enhetsregisteret's feed of changes, read for the agency's customers from where the last reading ended."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.kundekort.actions import oppdater_fra_register
from portal.kundekort.models import Kunde, Registerlesing
from portal.registers.base import Endringskilde, Registerendring
from portal.registers.sources.bundled.source import BundledSource

#: What is read every night.
FEEDS = ("enheter", "underenheter")
#: Changes asked for at a time.
PAGE = 1_000
#: The first reading begins so long ago; customers are asked about one by one when they are registered.
FIRST = timedelta(days=2)
#: What the register does to an enhet that nobody may read any more.
GONE = frozenset({"Fjernet", "Sletting"})


@dataclass(frozen=True)
class Side:
    """What came of a page. `ferdig`: the feed has been read to its end."""

    posisjon: int
    truffet: int
    ferdig: bool


def les_side(session: Session, *, feed: str, kilde: Endringskilde, size: int = PAGE) -> Side:
    """Read the next changes and see to the customers they are about. The position moves with them or not at all.

    Locks the feed's row. Raises Unavailable: the register is silent or answers nonsense; then nothing has moved.
    """
    lesing = _position(session, feed)
    changes = kilde.endringer(feed, etter=lesing.posisjon, fra=now() - FIRST, limit=size)
    new = [change for change in changes if change.nr > lesing.posisjon]
    truffet = 0
    for orgnr, kunde_ids in _customers(session, new).items():
        truffet += _update(session, kilde, orgnr, kunde_ids, [each for each in new if each.orgnr == orgnr])
    if new:
        lesing.posisjon = max(change.nr for change in new)
    ferdig = len(changes) < size or not new  # a feed that only repeats itself is at its end too
    if ferdig:
        lesing.lest_tid = now()
    session.flush()  # the next page reads the position from the database
    return Side(lesing.posisjon, truffet, ferdig)


def _position(session: Session, feed: str) -> Registerlesing:
    stmt = select(Registerlesing).where(Registerlesing.kilde == feed).with_for_update()
    row = session.scalar(stmt.execution_options(populate_existing=True))
    if row is None:
        row = Registerlesing(id=uuid7(), kilde=feed, posisjon=0)
        session.add(row)
    return row


def _customers(session: Session, changes: list[Registerendring]) -> dict[str, list[UUID]]:
    """The agency's customers among those that changed, by number. One statement, none without changes."""
    found: dict[str, list[UUID]] = defaultdict(list)
    if changes:
        stmt = select(Kunde.orgnr, Kunde.id).where(
            Kunde.orgnr.in_({change.orgnr for change in changes}), Kunde.slaatt_sammen_med_id.is_(None)
        )
        for orgnr, kunde_id in session.execute(stmt.order_by(Kunde.orgnr, Kunde.id)):
            found[orgnr or ""].append(kunde_id)
    return found


def _update(
    session: Session, kilde: Endringskilde, orgnr: str, kunde_ids: list[UUID], changes: list[Registerendring]
) -> int:
    enhet = kilde.get(orgnr)
    if enhet is None:
        gone = [change for change in changes if change.slag in GONE]
        if not gone:
            return 0
        for kunde in session.scalars(select(Kunde).where(Kunde.id.in_(kunde_ids)).with_for_update()):
            if not kunde.er_under_avvikling:
                record(session, "kunde.avvikling", kunde_id=kunde.id, subject=kunde)
            kunde.er_under_avvikling, kunde.register_tid = True, now()
            kunde.register_slettet_dato = kunde.register_slettet_dato or gone[0].tid.date()
        return len(kunde_ids)
    before = BundledSource(session).get(orgnr)
    for kunde_id in kunde_ids:
        oppdater_fra_register(
            session, kunde_id=kunde_id, enhet=enhet, kjent_navn=before.navn if before else None
        )
    return len(kunde_ids)
