"""What a change of rates does to one amount."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

#: What one hour may cost at most, in øre; as on the form of a single price.
MOST_OERE = 1_000_000
_BP = 10_000


@dataclass(frozen=True)
class Endring:
    """From a day: so many hundredths of a percent, then so many øre, on price and pay. Negative takes down."""

    fra: date
    pris_bp: int = 0
    pris_oere: int = 0
    loenn_bp: int = 0
    loenn_oere: int = 0

    @property
    def er_tom(self) -> bool:
        return not (self.pris_bp or self.pris_oere or self.loenn_bp or self.loenn_oere)

    def new_price(self, oere: int) -> int:
        """Øre an hour to the customer, to the nearest øre, half up."""
        return _changed(oere, self.pris_bp, self.pris_oere)

    def new_pay(self, oere: int) -> int:
        """Øre an hour to the worker, likewise."""
        return _changed(oere, self.loenn_bp, self.loenn_oere)


@dataclass(frozen=True)
class Valgt:
    """One price as it was shown to the person who ticked it."""

    pris_id: UUID
    loenn_oere: int
    pris_oere: int

    @classmethod
    def read(cls, text: str) -> "Valgt":
        """From `id:pay:price`. Raises ValueError."""
        pris_id, loenn, pris = text.split(":")
        return cls(UUID(pris_id), int(loenn), int(pris))


def _changed(oere: int, bp: int, plus: int) -> int:
    return (2 * oere * (_BP + bp) + _BP) // (2 * _BP) + plus
