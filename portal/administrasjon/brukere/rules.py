"""What an employee is as the administrator writes him, and what he is called when he is shown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.i18n import _l


@dataclass(frozen=True)
class Brukerdata:
    """As the forms give it. `sprak` None follows the agency; `avdeling_id` is where he works now."""

    navn: str
    epost: str
    telefon: str
    sprak: str | None
    avdeling_id: UUID | None
    avdelinger: frozenset[UUID]
    roller: frozenset[UUID]


class Brukertilstand(StrEnum):
    """Derived, never stored."""

    AKTIV = "aktiv"
    #: He has not chosen a password yet.
    INVITERT = "invitert"
    DEAKTIVERT = "deaktivert"


TILSTAND_NAVN: dict[Brukertilstand, Any] = {
    Brukertilstand.AKTIV: _l("Aktiv"),
    Brukertilstand.INVITERT: _l("Invitert"),
    Brukertilstand.DEAKTIVERT: _l("Deaktivert"),
}
TILSTAND_TONE = {
    Brukertilstand.AKTIV: "ok",
    Brukertilstand.INVITERT: "info",
    Brukertilstand.DEAKTIVERT: "mute",
}


class Vis(StrEnum):
    """Whom the list shows."""

    AKTIVE = "aktive"
    DEAKTIVERTE = "deaktiverte"
    ALLE = "alle"


VIS_NAVN: dict[Vis, Any] = {
    Vis.AKTIVE: _l("Aktive"),
    Vis.DEAKTIVERTE: _l("Deaktiverte"),
    Vis.ALLE: _l("Alle"),
}


def state(*, er_aktiv: bool, har_passord: bool) -> Brukertilstand:
    """From the columns of a row."""
    if not er_aktiv:
        return Brukertilstand.DEAKTIVERT
    return Brukertilstand.AKTIV if har_passord else Brukertilstand.INVITERT
