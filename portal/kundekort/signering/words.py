"""The filters of the lists, and what their templates need."""

from typing import Any

from portal.i18n import _l
from portal.signing.models import Tilstand
from portal.signing.rules import (
    OPEN,
    PART_FARGE,
    PART_NAVN,
    RUNNING,
    SEALING,
    TILSTAND_FARGE,
    TILSTAND_NAVN,
    WAITS,
    last_day,
)

#: Word in the address → what it is called, and the states it means; none is all of them.
FILTERS: dict[str, tuple[Any, frozenset[Tilstand]]] = {
    "aapne": (_l("Åpne"), OPEN),
    "signert": (_l("Signert"), frozenset({Tilstand.FULLFOERT})),
    "stoppet": (
        _l("Stoppet"),
        frozenset({Tilstand.AVSLAATT, Tilstand.UTLOEPT, Tilstand.TRUKKET, Tilstand.FEILET}),
    ),
    "alle": (_l("Alle"), frozenset()),
}
WORDS: dict[str, Any] = {
    "filtre": FILTERS,
    "tilstand_navn": TILSTAND_NAVN,
    "tilstand_farge": TILSTAND_FARGE,
    "part_navn": PART_NAVN,
    "part_farge": PART_FARGE,
    "running": RUNNING,
    "sealing": SEALING,
    "waits": WAITS,
    "last_day": last_day,
}


def chosen_filter(asked: str | None, *, default: str) -> str:
    """The filter of an address; an unknown one is the page's own."""
    return asked if asked in FILTERS else default
