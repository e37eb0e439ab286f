"""What of a timesheet is the customer's to see."""

from collections.abc import Sequence

from portal.oppdrag.models import Timelinje, Timelisteversjon


def delivered_lines(linjer: Sequence[Timelinje], *, versjoner: Sequence[Timelisteversjon]) -> list[Timelinje]:
    """Approved lines, and those of the newest delivery unless it was withdrawn. A draft is the worker's own.

    `versjoner` are newest first.
    """
    newest = next((versjon for versjon in versjoner if versjon.levert_tid is not None), None)
    shown = newest.id if newest is not None and newest.trukket_tid is None else None
    return [linje for linje in linjer if linje.godkjent_tid is not None or linje.versjon_id == shown]
