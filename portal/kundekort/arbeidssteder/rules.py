"""What people set on a worksite, and what its kinds are called."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.i18n import _l
from portal.kundekort.models import Arbeidsstedslag

SLAG_NAVN: dict[Arbeidsstedslag, Any] = {
    Arbeidsstedslag.FAST: _l("Fast arbeidssted"),
    Arbeidsstedslag.BYGGEPLASS: _l("Byggeplass"),
}


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
