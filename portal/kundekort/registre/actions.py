"""What people decide about news from Enhetsregisteret, and asking for the news now."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.jobs.outbox import enqueue
from portal.kundekort.actions import index_kunde
from portal.kundekort.models import Kunde
from portal.kundekort.queries import get_kunde
from portal.kundekort.registerstroem import FEEDS


def velg_registernavn(session: Session, *, kunde_id: UUID, bruk: bool, foreslaatt: str) -> Kunde:
    """Take the name the register has told of, or keep our own; either way it is decided. Locks the customer.

    Raises:
        NotFound. Refused: another name is proposed now than the one that was shown.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    if not kunde.register_navn or kunde.register_navn != foreslaatt:
        raise Refused(_("Forslaget er avgjort eller endret av noen andre. Last siden på nytt."))
    if bruk:
        record(
            session,
            "kunde.endret",
            kunde_id=kunde.id,
            subject=kunde,
            felter={"navn": [kunde.navn, kunde.register_navn]},
        )
        kunde.navn, kunde.sortering = kunde.register_navn, sort_key(kunde.register_navn)
    kunde.register_navn = ""
    kunde.versjon += 1
    kunde.endret_tid = now()
    if bruk:
        session.flush()  # the index reads the new name
        index_kunde(session, kunde_id=kunde.id)
    return kunde


def les_naa(session: Session) -> None:
    """Put the reading of every feed in the queue."""
    for feed in FEEDS:
        enqueue(session, "kunde.registerstroem", key=uuid7(), kilde=feed)
