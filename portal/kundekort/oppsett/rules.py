"""Where the boxes of Oversikt stand: a person's own places, the agency's, else each box's."""

from collections.abc import Iterable, Sequence

from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.registry import Boks

COLUMNS = (1, 2)
#: More boxes than all rooms together register; a longer list was not sent by the page.
MOST = 100


def arrange(bokser: Sequence[Boks], plasser: Iterable[str]) -> dict[int, list[Boks]]:
    """Column → its boxes in order. A box without a place stands last in its own column; unknown keys fall away."""
    left = {boks.key: boks for boks in bokser}
    columns: dict[int, list[Boks]] = {column: [] for column in COLUMNS}
    for plass in plasser:
        column, _colon, key = plass.partition(":")
        if key in left and column.isdecimal() and int(column) in columns:
            columns[int(column)].append(left.pop(key))
    for boks in left.values():
        columns[boks.column].append(boks)
    return columns


def read_places(sent: Sequence[str], *, known: Iterable[str]) -> list[str]:
    """What the page sent (columns from 0) as it is stored. Raises Refused for a column or box there is not."""
    keys = set(known)
    read = []
    for plass in sent[:MOST]:
        column, _colon, key = plass.partition(":")
        if column not in {"0", "1"} or key not in keys:
            raise Refused(_("Siden er eldre enn oppsettet. Last den på nytt og flytt igjen."))
        read.append(f"{int(column) + 1}:{key}")
    return read
