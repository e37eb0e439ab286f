"""Enhetsregisteret's feed of changes, read for the agency's customers from where the last reading ended."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import OSLO, now
from portal.db.types import uuid7
from portal.kundekort.actions import oppdater_fra_register
from portal.kundekort.models import Kunde, Registerlesing
from portal.registers.base import Endringskilde, Registerendring, Registerenhet, Unreadable
from portal.registers.sources.bundled.source import BundledSource

log = structlog.get_logger(__name__)
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

    The register is asked with no transaction open: what the caller has not committed is rolled back first. Then the
    feed's row is locked. If somebody else has moved it meanwhile, the page is his and nothing is written. An enhet that
    cannot be understood is logged and passed over. Raises Unavailable: the register is silent, or its feed is nonsense;
    then nothing has moved.
    """
    before = session.scalar(select(Registerlesing.posisjon).where(Registerlesing.kilde == feed)) or 0
    session.rollback()  # the register may take longer than a transaction may stand open
    changes = kilde.endringer(feed, etter=before, fra=now() - FIRST, limit=size)
    new = [change for change in changes if change.nr > before]
    asked_about = list(_customers(session, new))
    session.rollback()
    found = {orgnr: enhet for orgnr in asked_about for enhet in _ask(kilde, feed, orgnr)}
    lesing = _position(session, feed)
    if lesing.posisjon != before:
        return Side(lesing.posisjon, 0, ferdig=True)  # whoever moved it goes on
    truffet = 0
    for orgnr, kunde_ids in _customers(session, new).items():
        if orgnr in found:
            lines = [each for each in new if each.orgnr == orgnr]
            truffet += _update(session, found[orgnr], orgnr, kunde_ids, lines)
    if new:
        lesing.posisjon = max(change.nr for change in new)
    ferdig = len(changes) < size or not new  # a feed that only repeats itself is at its end too
    if ferdig:
        lesing.lest_tid = now()
    session.flush()  # the next page reads the position from the database
    return Side(lesing.posisjon, truffet, ferdig)


def _ask(kilde: Endringskilde, feed: str, orgnr: str) -> list[Registerenhet | None]:
    """What the register says of it, None when it has no such enhet; nothing at all when it cannot be understood."""
    try:
        return [kilde.get(orgnr)]
    except Unreadable as error:
        log.warning("register_unreadable", feed=feed, orgnr=orgnr, error=repr(error.__cause__)[:300])
        return []


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
    session: Session,
    enhet: Registerenhet | None,
    orgnr: str,
    kunde_ids: list[UUID],
    changes: list[Registerendring],
) -> int:
    if enhet is None:
        gone = [change for change in changes if change.slag in GONE]
        if not gone:
            return 0
        for kunde in session.scalars(select(Kunde).where(Kunde.id.in_(kunde_ids)).with_for_update()):
            if not kunde.er_under_avvikling:
                record(session, "kunde.avvikling", kunde_id=kunde.id, subject=kunde)
            kunde.er_under_avvikling, kunde.register_tid = True, now()
            kunde.register_slettet_dato = kunde.register_slettet_dato or gone[0].tid.astimezone(OSLO).date()
        return len(kunde_ids)
    before = BundledSource(session).get(orgnr)
    for kunde_id in kunde_ids:
        oppdater_fra_register(
            session, kunde_id=kunde_id, enhet=enhet, kjent_navn=before.navn if before else None
        )
    return len(kunde_ids)
