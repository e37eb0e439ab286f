"""The worker's part: documents of agreements, reasons of bars that are erased, papers that run out.

All repeatable: a killed run left nothing.
"""

from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.jobs.handlers import handles
from portal.jobs.models import Utboks
from portal.jobs.outbox import enqueue
from portal.oppdrag.kontrakt.actions import SLAG, lag_dokument
from portal.oppdrag.papirvarsler import TOLD_PER_NIGHT, varsle_utloep
from portal.oppdrag.sperrer.queries import ERASED_PER_NIGHT
from portal.oppdrag.sperrer.sletting import slett_grunner


@handles(SLAG, repeatable=True)
def make_document(session: Session, *, row: Utboks) -> None:
    """Raises Unavailable: store or fonts; tried again."""
    lag_dokument(session, kontrakt_id=UUID(row.data["kontrakt_id"]))


@handles("sperre.grunner", repeatable=True, nightly=[{}])
def erase_reasons(session: Session, *, row: Utboks) -> None:
    """Reasons of bars whose day has come, a part at a time: a killed part has erased nothing, or all of its own."""
    if slett_grunner(session) == ERASED_PER_NIGHT:
        enqueue(session, "sperre.grunner", key=uuid5(row.noekkel, "mer"))


@handles("papir.varsler", repeatable=True, nightly=[{}])
def warn_of_papers(session: Session, *, row: Utboks) -> None:
    """Papers that run out, a part at a time: a killed part has told nothing, or marked all it told."""
    if varsle_utloep(session) == TOLD_PER_NIGHT:
        enqueue(session, "papir.varsler", key=uuid5(row.noekkel, "mer"))
