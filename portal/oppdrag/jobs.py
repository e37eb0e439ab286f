"""The worker's part: an agreement gets its document. Repeatable: a killed run left no rows."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.jobs.handlers import handles
from portal.jobs.models import Utboks
from portal.oppdrag.kontrakt.actions import SLAG, lag_dokument


@handles(SLAG, repeatable=True)
def make_document(session: Session, *, row: Utboks) -> None:
    """Raises Unavailable: store or fonts; tried again."""
    lag_dokument(session, kontrakt_id=UUID(row.data["kontrakt_id"]))
