"""What happens to a bar, told on the card of the customer and of the candidate."""

from typing import Any

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.kandidater.models import Kandidat
from portal.kundekort.queries import get_kunde
from portal.oppdrag.models_sperre import Sperre


def tell(session: Session, sperre: Sperre, code: str, *, kandidat: Kandidat, **data: Any) -> None:
    """On both records, without the reason: what is written here is never erased."""
    kunde = get_kunde(session, kunde_id=sperre.kunde_id, replaced=True)
    record(
        session,
        f"sperre.{code}",
        kunde_id=sperre.kunde_id,
        subject=sperre,
        navn=kandidat.navn,
        kandidat_id=kandidat.id,
        **data,
    )
    record(
        session, f"kandidat.sperre-{code}", subject=kandidat, kunde=kunde.navn, sperre_id=sperre.id, **data
    )
