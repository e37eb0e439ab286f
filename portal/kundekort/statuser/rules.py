"""What people write of a status and of a rule."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.i18n import _l
from portal.kundekort.models import Regelmottaker, Regelslag, Statusflagg

#: The status of a customer that has just been registered; it cannot be taken out of use.
START = "P"
SLAG_NAVN: dict[Regelslag, Any] = {
    Regelslag.FELT: _l("Krev at felter er fylt ut"),
    Regelslag.VARSEL: _l("Vis et varsel på kortet"),
    Regelslag.OPPGAVE: _l("Gi en oppgave"),
    Regelslag.EPOST: _l("Send en e-post"),
}
MOTTAKER_NAVN: dict[Regelmottaker, Any] = {
    Regelmottaker.ANSVARLIG: _l("Kundeansvarlig"),
    Regelmottaker.AKTOER: _l("Den som endrer statusen"),
    Regelmottaker.BRUKER: _l("En bestemt kollega"),
    Regelmottaker.KONTAKT: _l("Nøkkelkontakten hos kunden"),
    Regelmottaker.ADRESSE: _l("En fast adresse"),
}
#: Fields of the form that each kind of rule has.
DELER: dict[Regelslag, tuple[str, ...]] = {
    Regelslag.FELT: ("felter",),
    Regelslag.VARSEL: ("tekst",),
    Regelslag.OPPGAVE: ("tittel", "dager", "mottaker", "bruker_id"),
    Regelslag.EPOST: ("mottaker", "bruker_id", "epost", "tittel", "tekst"),
}


@dataclass(frozen=True)
class Statusdata:
    """A status as written; `flagg` is ny_stilling, nytt_oppdrag, forleng, faktura by name."""

    navn: str
    rekkefoelge: int
    tone: str
    flagg: dict[str, Statusflagg]
    aktiv: bool
    i_soek: bool
    er_sperre: bool
    krever_ingen_oppdrag: bool
    kan_velges: bool
    krav: tuple[str, ...] = ()


@dataclass(frozen=True)
class Regeldata:
    """A rule as written; what its kind does not have is left empty."""

    felter: tuple[str, ...] = field(default=())
    tittel: str = ""
    tekst: str = ""
    dager: int | None = None
    mottaker: Regelmottaker | None = None
    bruker_id: UUID | None = None
    epost: str = ""
    er_aktiv: bool = True
