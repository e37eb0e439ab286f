"""What people set on a worksite, and what its kinds are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.db.sorting import sort_key
from portal.i18n import _l
from portal.kundekort.models import Arbeidsstedslag

SLAG_NAVN: dict[Arbeidsstedslag, Any] = {
    Arbeidsstedslag.FAST: _l("Fast arbeidssted"),
    Arbeidsstedslag.BYGGEPLASS: _l("Byggeplass"),
}


@dataclass(frozen=True)
class Bruk:
    """What uses a worksite now: (text, address) of what one may read, and how many things there are besides."""

    navngitte: Sequence[tuple[str, str]] = ()
    andre: int = 0

    def __bool__(self) -> bool:
        return bool(self.navngitte or self.andre)


def place_key(navn: str, adresse: str, postnr: str) -> tuple[str, str, str]:
    """Two worksites with the same one are the same: chains have many shops of one name."""
    return sort_key(navn), sort_key(adresse), postnr


@dataclass(frozen=True)
class Stedsdata:
    """As typed; the field names are the columns'."""

    navn: str
    slag: Arbeidsstedslag = Arbeidsstedslag.FAST
    adresse: str = ""
    postnr: str = ""
    poststed: str = ""
    oppmoete: str = ""
    bekledning: str = ""
    kontakt_id: UUID | None = None
    hms_kontakt_id: UUID | None = None
