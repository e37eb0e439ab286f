"""What people write about sales, the shipped funnel, and what a stage may ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.i18n import _l
from portal.kundekort.models import Mulighet, Salgskodeslag, Trinnslag

#: Marks source text for the catalogues; the words are translated when they are shown.
N_ = str

#: (name, kind, probability in basis points, most days)
SHIPPED_TRINN: tuple[tuple[str, Trinnslag, int, int | None], ...] = (
    (N_("Ny"), Trinnslag.AAPEN, 1000, 14),
    (N_("Behov avklart"), Trinnslag.AAPEN, 3000, 30),
    (N_("Tilbud sendt"), Trinnslag.AAPEN, 5000, 21),
    (N_("Forhandling"), Trinnslag.AAPEN, 7500, 30),
    (N_("Vunnet"), Trinnslag.VUNNET, 10_000, None),
    (N_("Tapt"), Trinnslag.TAPT, 0, None),
)
SHIPPED_KODER: tuple[tuple[Salgskodeslag, str], ...] = (
    (Salgskodeslag.KILDE, N_("Anbefaling")),
    (Salgskodeslag.KILDE, N_("Aktivt salg")),
    (Salgskodeslag.KILDE, N_("Nettsiden")),
    (Salgskodeslag.KILDE, N_("Anbud")),
    (Salgskodeslag.SEGMENT, N_("Industri")),
    (Salgskodeslag.SEGMENT, N_("Lager og logistikk")),
    (Salgskodeslag.SEGMENT, N_("Helse")),
    (Salgskodeslag.SEGMENT, N_("Kontor")),
)
#: What a stage may ask for before an opportunity comes to it: label, and whether it is there.
KRAV: dict[str, tuple[Any, Callable[[Mulighet], bool]]] = {
    "verdi": (_l("Verdi"), lambda m: m.verdi_oere is not None),
    "aarsverk": (_l("Årsverk"), lambda m: m.aarsverk is not None),
    "forventet": (_l("Forventet avklart"), lambda m: m.forventet_dato is not None),
    "kontakt": (_l("Kontakt"), lambda m: m.kontakt_id is not None),
    "beskrivelse": (_l("Beskrivelse"), lambda m: bool(m.beskrivelse)),
}
#: Sorts after every date.
NO_DATE = "9999"


@dataclass(frozen=True)
class Mulighetsdata:
    """An opportunity as written."""

    tittel: str
    ansvarlig_id: UUID
    verdi_oere: int | None = None
    aarsverk: int | None = None
    forventet_dato: date | None = None
    kontakt_id: UUID | None = None
    beskrivelse: str = ""


@dataclass(frozen=True)
class Salgsdata:
    """The sales side of a customer as written."""

    vara_id: UUID | None = None
    team_id: UUID | None = None
    kilde_id: UUID | None = None
    kampanje: str = ""
    segment_id: UUID | None = None
    potensial_oere: int | None = None
    aarsverk: int | None = None


@dataclass(frozen=True)
class Konkurrentdata:
    """A competitor as written."""

    navn: str
    andel_bp: int | None = None
    pris: str = ""
    avtaleslutt: date | None = None
    varsel_dager: int = 90
    merknad: str = ""
    er_aktiv: bool = True


def weighted(verdi_oere: int | None, sannsynlighet_bp: int) -> int:
    """What an opportunity is worth with its stage's probability, whole øre."""
    return (verdi_oere or 0) * sannsynlighet_bp // 10_000


def days_over(trinn_tid: datetime, maks_dager: int | None, *, naa: datetime) -> int:
    """Whole days beyond what the stage allows; 0 while it is within."""
    if maks_dager is None:
        return 0
    return max(0, (naa - trinn_tid).days - maks_dager)
