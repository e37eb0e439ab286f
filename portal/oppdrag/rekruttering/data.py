"""What the form of a recruitment holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Rekrutteringsdata:
    """Amounts are øre, per year and per position; the fee is a share or a sum, not both."""

    tittel: str
    antall: int
    oppstart_dato: date | None
    soeknadsfrist: date | None
    aarsloenn_oere: int | None
    honorar_bp: int | None
    honorar_oere: int | None
    kontakt_id: UUID | None
    avdeling_id: UUID
    konsulent_id: UUID | None
    beskrivelse: str

    def columns(self) -> Mapping[str, Any]:
        """As they are stored."""
        return asdict(self)
