"""A report as columns and rows: shown on a page in words, written to a file as values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from portal.db.clock import OSLO
from portal.kundekort.eksport.tables import write_csv, write_xlsx
from portal.web import formats


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day_of(value: Any) -> Any:
    return value.astimezone(OSLO).date() if isinstance(value, datetime) else value


def _clock(value: datetime | None) -> str:
    return "" if value is None else f"{value.astimezone(OSLO):%Y-%m-%d %H:%M}"


#: kind → (in words, in a file)
_KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "tekst": (_text, _text),
    "dato": (lambda value: formats.dato(_day_of(value)), lambda value: _day_of(value) or ""),
    "tid": (formats.tid, _clock),
    "minutter": (
        lambda value: formats.timetall(value or 0),
        lambda value: (Decimal(value or 0) / 60).quantize(Decimal("0.01")),
    ),
    "oere": (lambda value: formats.kr(value or 0), lambda value: Decimal(value or 0).scaleb(-2)),
}
NUMBERS = frozenset({"minutter", "oere"})


@dataclass(frozen=True)
class Kolonne:
    """A column: its heading, the name in the row, how it is written, and whether it is summed."""

    tittel: Any
    navn: str
    slag: str = "tekst"
    sum: bool = False
    #: code → word, where the row holds a code.
    ord: Any = field(default=None, compare=False)

    def value(self, row: Any) -> Any:
        """What the row holds, in words where it is a code."""
        held = getattr(row, self.navn)
        return str(self.ord.get(held, held)) if self.ord is not None and held is not None else held

    def shown(self, row: Any) -> str:
        """On the page."""
        return str(_KINDS[self.slag][0](self.value(row)))

    def cell(self, row: Any) -> Any:
        """In a file."""
        return _KINDS[self.slag][1](self.value(row))

    def total(self, rows: Iterable[Any]) -> str:
        """The sum in words; nothing for a column that has none."""
        return (
            str(_KINDS[self.slag][0](sum(getattr(row, self.navn) or 0 for row in rows))) if self.sum else ""
        )

    @property
    def er_tall(self) -> bool:
        """Stands to the right."""
        return self.slag in NUMBERS


def write_file(kolonner: Sequence[Kolonne], rows: Iterable[Any], *, as_csv: bool, ark: str) -> IO[bytes]:
    """The rows as CSV or as a workbook with one sheet."""
    header = [str(kolonne.tittel) for kolonne in kolonner]
    cells = ([kolonne.cell(row) for kolonne in kolonner] for row in rows)
    return write_csv(header, cells) if as_csv else write_xlsx(header, cells, ark=ark)
