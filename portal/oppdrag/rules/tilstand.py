"""What an oppdrag is on a day: derived from its dates, never stored (modell.md §4)."""

from datetime import date
from enum import StrEnum


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
