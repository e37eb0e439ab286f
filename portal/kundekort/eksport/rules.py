"""What an export shows of a customer, and how each value is written."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.db.clock import OSLO
from portal.i18n import _, _l
from portal.kundekort.feltverdi import Felt


def _text(value: Any) -> Any:
    return "" if value is None else value


def _day(value: datetime | None) -> Any:
    return "" if value is None else value.astimezone(OSLO).date()


#: (heading, column of the row, how it is written)
KOLONNER: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
    (_l("Kundenr"), "kundenr", _text),
    (_l("Navn"), "navn", _text),
    (_l("Org.nr"), "orgnr", _text),
    (_l("Organisasjonsform"), "organisasjonsform", _text),
    (_l("Status"), "status", _),
    (_l("Kundeansvarlig"), "ansvarlig", _text),
    (_l("Avdeling"), "avdeling", _text),
    (_l("Ligger under"), "ligger_under", _text),
    (_l("Besøksadresse"), "adresse", _text),
    (_l("Postnummer"), "postnr", _text),
    (_l("Sted"), "poststed", _text),
    (_l("Telefon"), "telefon", _text),
    (_l("E-post"), "epost", _text),
    (_l("Nettside"), "nettside", _text),
    (_l("Næringskode"), "naeringskode", _text),
    (_l("Ansatte"), "antall_ansatte", _text),
    (_l("Siste kontakt"), "sist_kontakt_tid", _day),
    (_l("Kilde"), "kilde", _text),
)


@dataclass(frozen=True)
class Kolonner:
    """The columns of one file: some of KOLONNER, then own fields."""

    faste: Sequence[tuple[Any, str, Callable[[Any], Any]]] = KOLONNER
    egne: Sequence[Felt] = field(default=())

    def header(self) -> list[str]:
        """The headings in the reader's language."""
        return [str(heading) for heading, _column, _write in self.faste] + [felt.navn for felt in self.egne]

    def cells(self, row: Any) -> list[Any]:
        """One row: text, numbers and dates."""
        held = (row.verdier or {}) if self.egne else {}
        own = [felt.cell(held.get(felt.key)) for felt in self.egne]
        return [write(getattr(row, column)) for _heading, column, write in self.faste] + own


#: What a file holds when nobody has chosen.
ALLE = Kolonner()


def choose(names: Collection[str], felter: Sequence[Felt]) -> Kolonner:
    """The columns of these names; an own field's name is its id."""
    return Kolonner(
        [kolonne for kolonne in KOLONNER if kolonne[1] in names],
        [felt for felt in felter if felt.key in names],
    )
