"""What of a timesheet is the customer's to see, and whether anything new waits."""

from collections.abc import Sequence
from datetime import datetime

from portal.oppdrag.models import Timelinje, Timelisteversjon


def delivered_lines(linjer: Sequence[Timelinje], *, versjoner: Sequence[Timelisteversjon]) -> list[Timelinje]:
    """Approved lines, and those of the newest delivery unless it was withdrawn. A draft is the worker's own.

    `versjoner` are newest first.
    """
    newest = next((versjon for versjon in versjoner if versjon.levert_tid is not None), None)
    shown = newest.id if newest is not None and newest.trukket_tid is None else None
    return [linje for linje in linjer if linje.godkjent_tid is not None or linje.versjon_id == shown]


def mark(antall: int, nyeste: datetime | None) -> str:
    """Changes when another number waits, or one of those that wait has changed."""
    return f"{antall}-{nyeste.timestamp() if nyeste else 0}"
