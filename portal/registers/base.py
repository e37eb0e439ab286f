"""The port to Enhetsregisteret: what a source answers, whichever it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portal.errors import Unavailable


class Unreadable(Unavailable):
    """The register answered, and what it says of this one enhet is nothing we understand: asking again is no help."""


@dataclass(frozen=True)
class Registeradresse:
    linjer: tuple[str, ...]
    postnr: str
    poststed: str
    kommunenr: str
    landkode: str


@dataclass(frozen=True)
class Registerenhet:
    """An enhet or underenhet as registered. Unknown text is "", unknown numbers and dates are None."""

    orgnr: str
    navn: str
    orgform: str
    """AS, ENK, KOMM …; BEDR and AAFY are underenheter."""
    overordnet: str
    """Orgnr of the parent."""
    postadresse: Registeradresse | None
    besoeksadresse: Registeradresse | None
    nettsted: str
    naeringskode: str
    naering: str
    ansatte: int | None
    i_mvaregisteret: bool
    i_foretaksregisteret: bool
    maalform: str
    """bokmaal, nynorsk or ""."""
    stiftet_dato: date | None
    konkurs: bool
    under_avvikling: bool
    """Winding up, forced or not."""
    slettet_dato: date | None
    """Deleted from the register, or closed."""

    @property
    def er_underenhet(self) -> bool:
        return self.orgform in {"BEDR", "AAFY"}

    @property
    def er_aktiv(self) -> bool:
        """False when nothing should be sold to it without a closer look."""
        return not (self.konkurs or self.under_avvikling or self.slettet_dato)


@dataclass(frozen=True)
class Registerrolle:
    """Somebody's role in an enhet: a person, or another enhet. Personal data; never stored."""

    gruppe: str
    """STYR, DAGL, INNH …"""
    kode: str
    tittel: str
    navn: str
    foedselsdato: date | None
    orgnr: str
    """When the role is held by an enhet."""


class Enhetskilde(Protocol):
    """A source of enheter. Every method raises `Unavailable` when the source does not answer in time."""

    name: str

    def search(self, text: str, *, limit: int = 10) -> list[Registerenhet]:
        """Enheter whose name contains `text`, or the one with that orgnr; best first, at most `limit`."""

    def get(self, orgnr: str) -> Registerenhet | None:
        """The enhet or underenhet with this orgnr; None when there is none."""

    def underenheter(self, orgnr: str, *, limit: int = 100) -> list[Registerenhet]:
        """The underenheter of an enhet, those closed left out."""

    def roller(self, orgnr: str) -> list[Registerrolle]:
        """Who does what there now; empty when nothing is known."""


@dataclass(frozen=True)
class Adressetreff:
    """An address in the register of addresses. Degrees are ETRS89 (EPSG:4258), None when it has no point."""

    adresse: str
    postnr: str
    poststed: str
    kommunenr: str
    breddegrad: float | None
    lengdegrad: float | None


class Adressekilde(Protocol):
    """A source of addresses. Raises `Unavailable` when it does not answer in time, or answers nonsense."""

    name: str

    def search(self, text: str, *, postnr: str = "", limit: int = 5) -> list[Adressetreff]:
        """Addresses like `text`, best first, at most `limit`; none while there is no street and number in it."""


@dataclass(frozen=True)
class Registerendring:
    """One line of the register's feed: that something of this enhet changed, never what."""

    nr: int
    """The feed's own running number."""
    orgnr: str
    slag: str
    """Ny, Endring, Sletting, Fjernet …"""
    tid: datetime


class Endringskilde(Protocol):
    """A register that tells what has changed. Raises `Unavailable` as `Enhetskilde` does, also for nonsense."""

    def endringer(self, feed: str, *, etter: int, fra: datetime, limit: int) -> list[Registerendring]:
        """Changes after number `etter` of the feed `enheter` or `underenheter`, at most `limit`, in order.

        With `etter` 0, nothing has been read yet: those from the time `fra` on.
        """

    def get(self, orgnr: str) -> Registerenhet | None:
        """As `Enhetskilde.get`. Raises `Unreadable` when it is this enhet that cannot be understood."""
