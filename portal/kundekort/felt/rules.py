"""What is written of an own field, and the words of the kinds."""

from dataclasses import dataclass
from typing import Any

from portal.i18n import _l
from portal.kundekort.models import Feltgjelder, Feltslag

GJELDER_NAVN: dict[Feltgjelder, Any] = {
    Feltgjelder.KUNDE: _l("Kunder"),
    Feltgjelder.KONTAKT: _l("Kontakter"),
    Feltgjelder.KANDIDAT: _l("Kandidater"),
    Feltgjelder.STILLING: _l("Ledige stillinger"),
    Feltgjelder.OPPDRAG: _l("Oppdrag"),
}
SLAG_NAVN: dict[Feltslag, Any] = {
    Feltslag.TEKST: _l("Tekst"),
    Feltslag.HELTALL: _l("Helt tall"),
    Feltslag.DESIMAL: _l("Tall med desimaler"),
    Feltslag.BELOEP: _l("Beløp i kroner"),
    Feltslag.DATO: _l("Dato"),
    Feltslag.KLOKKESLETT: _l("Klokkeslett"),
    Feltslag.JANEI: _l("Ja eller nei"),
    Feltslag.VALG: _l("Ett valg fra en liste"),
    Feltslag.FLERVALG: _l("Flere valg fra en liste"),
}
#: Kinds that choose from a list.
LISTER = frozenset({Feltslag.VALG, Feltslag.FLERVALG})
#: Kinds another system's id can be.
NOEKLER = frozenset({Feltslag.TEKST, Feltslag.HELTALL})
MOST_CHOICES, LONGEST_CHOICE = 100, 80


@dataclass(frozen=True)
class Feltdata:
    """A field as people write it. `slag` None: it stays."""

    navn: str
    hjelp: str = ""
    slag: Feltslag | None = None
    valg: tuple[str, ...] = ()
    paakrevd: bool = False
    rekkefoelge: int = 10
    i_bruk: bool = True
    soekbar: bool = False
    er_noekkel: bool = False


def read_choices(text: str) -> tuple[str, ...]:
    """One choice on each line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
