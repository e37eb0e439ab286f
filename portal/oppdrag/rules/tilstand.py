"""States: what an oppdrag is on a day follows from its dates (modell.md §4); a closed stilling takes no more."""

from datetime import date, timedelta
from enum import StrEnum

from portal.errors import Refused
from portal.i18n import _
from portal.oppdrag.models import LedigStilling, Stillingstilstand


class Oppdragstilstand(StrEnum):
    """planlagt → aktiv → avsluttet | avbrutt."""

    PLANLAGT = "planlagt"
    AKTIV = "aktiv"
    AVSLUTTET = "avsluttet"
    AVBRUTT = "avbrutt"


#: Reasons that mean it was broken off, not agreed.
AVBRUDD = frozenset({"kunden_avbroet", "vikaren_sluttet", "ikke_moett"})


def oppdragstilstand(*, fra: date, til: date | None, grunn: str, dag: date) -> Oppdragstilstand:
    """`til` is the last day, inclusive; one before `fra` never began."""
    if til is not None and (til < dag or til < fra):
        return Oppdragstilstand.AVBRUTT if grunn in AVBRUDD else Oppdragstilstand.AVSLUTTET
    return Oppdragstilstand.PLANLAGT if fra > dag else Oppdragstilstand.AKTIV


def added_days(
    *, fra: date, til: date | None, ny_fra: date, ny_til: date | None
) -> list[tuple[date, date | None]]:
    """What an oppdrag gets that it did not have, as periods with their last day; a shorter one gets nothing."""
    spans: list[tuple[date, date | None]] = []
    if ny_fra < fra:
        before = fra - timedelta(days=1)
        spans.append((ny_fra, before if ny_til is None else min(before, ny_til)))
    if til is not None and (ny_til is None or ny_til > til):
        spans.append((max(til + timedelta(days=1), ny_fra), ny_til))
    return spans


def days_left(*, fra: date, til: date | None, dag: date) -> list[tuple[date, date | None]]:
    """What remains of an oppdrag from `dag` on, as a period with its last day; nothing when it is over."""
    first = max(fra, dag)
    return [] if til is not None and til < first else [(first, til)]


def refuse_closed(stilling: LedigStilling) -> None:
    """Raises Refused when the stilling is closed or cancelled."""
    if stilling.tilstand in (Stillingstilstand.LUKKET, Stillingstilstand.AVLYST):
        raise Refused(_("%(nummer)s er lukket. Åpne den igjen først.", nummer=stilling.nummer))
