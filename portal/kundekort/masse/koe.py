"""What of an act on many customers is left for the worker."""

from uuid import uuid5

from sqlalchemy.orm import Session

from portal.jobs.outbox import enqueue
from portal.kundekort.models import Massehandling, Massetilstand


def enqueue_masse(session: Session, masse: Massehandling) -> None:
    """Ask for the next part; nothing when the act, or its undo, is done."""
    if masse.tilstand in {Massetilstand.KOE, Massetilstand.ANGRER}:
        part = uuid5(masse.id, f"{masse.tilstand.value} {masse.behandlet}")
        enqueue(session, "kunder.masse", key=part, masse_id=masse.id)
