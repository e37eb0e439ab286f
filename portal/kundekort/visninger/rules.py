"""What a saved view keeps, by what it is a look at."""

from collections.abc import Callable

from portal.kundekort import linse, utvalg
from portal.kundekort.models import Visningsslag

_NORMAL: dict[Visningsslag, Callable[[str], str]] = {
    Visningsslag.KUNDER: lambda text: utvalg.write_filter(utvalg.read_text(text)),
    Visningsslag.TIDSLINJE: lambda text: linse.write_linse(linse.read_text(text)),
}


def normal(slag: Visningsslag, text: str) -> str:
    """The query of an address as it is kept: the same filter is one text, and what it does not know is left out."""
    return _NORMAL[slag](text)
