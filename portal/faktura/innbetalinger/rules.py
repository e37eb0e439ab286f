"""What people write of a payment, and how a sum is laid on invoices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _

#: A thousand million kroner: a typing error, not a payment.
MAX_OERE = 10**11


@dataclass(frozen=True)
class Betalingsdata:
    """A payment as it stands on the bank's list. Amount in øre."""

    beloep_oere: int
    dato: date
    kid: str = ""
    referanse: str = ""


def oldest_first(oere: int, open_sums: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    """A proposal: the sum laid on open invoices in the order given, until it is used. Nothing is laid twice."""
    left, found = oere, dict[UUID, int]()
    for faktura_id, rest in open_sums:
        if left <= 0:
            break
        found[faktura_id] = min(left, rest)
        left -= found[faktura_id]
    return found


def check_day(dato: date) -> None:
    """Money has moved when it is registered. Raises Refused."""
    if dato > today():
        raise Refused(_("En betaling kan ikke være fra en dag som ikke har vært."), field="dato")
