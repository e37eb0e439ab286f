"""The addresses of two cards: kinds the remaining one lacks are taken from the other, its own are kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.kundekort.models import Adresse, Adresseslag
from portal.kundekort.sammenslaaing.queries import list_adresser_av

_PARTS = ("linje1", "linje2", "postnr", "poststed", "land", "kommunenr", "breddegrad", "lengdegrad")


def take_over(session: Session, *, kunde_id: UUID, fra_id: UUID) -> dict[str, dict[str, Any]]:
    """Copy the kinds `kunde_id` has none of; answers kind → what was written. One statement and the writes."""
    held = list_adresser_av(session, kunde_ider=(kunde_id, fra_id))
    written: dict[str, dict[str, Any]] = {}
    for slag, row in held[fra_id].items():
        if slag not in held[kunde_id]:
            written[str(slag)] = _parts(row)
            session.add(Adresse(kunde_id=kunde_id, slag=Adresseslag(slag), **written[str(slag)]))
    return written


def put_back(session: Session, *, kunde_id: UUID, kept: Mapping[str, Mapping[str, Any]]) -> None:
    """Take away what was copied, where nobody has changed it since."""
    held = list_adresser_av(session, kunde_ider=(kunde_id,))[kunde_id]
    for slag, parts in kept.items():
        row = held.get(Adresseslag(slag))
        if row is not None and _parts(row) == dict(parts):
            session.delete(row)


def _parts(row: Adresse) -> dict[str, Any]:
    return {part: getattr(row, part) for part in _PARTS}
