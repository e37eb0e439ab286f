"""The sales side of two cards: what the remaining one has is kept, what it lacks is taken from the other.

A remaining card without a sales side gets the other's row as it is, with all that is moved (`pekere.py`).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kundekort.models import Kunde, Kundesalg
from portal.kundekort.sammenslaaing.rules import to_json

_IDS = ("vara_id", "team_id", "kilde_id", "segment_id")
#: What a merge took out of a row that came over, to be put back.
_DROPPED = "vara_tatt_ut"
_FELT = (*_IDS, "kampanje", "potensial_oere", "aarsverk")


def fill_sales(session: Session, *, kunde: Kunde, fra_id: UUID) -> dict[str, Any]:
    """Copy the fields `kunde` has nothing in; answers field → what was written. One statement and the write."""
    held = _locked(session, kunde.id, fra_id)
    source, target = held.get(fra_id), held.get(kunde.id)
    if source is None:
        return {}
    if target is None:  # the row itself comes over; nobody stands in for himself
        if source.vara_id is None or source.vara_id != kunde.kundeansvarlig_id:
            return {}
        source.vara_id, source.versjon = None, source.versjon + 1
        return {_DROPPED: to_json(kunde.kundeansvarlig_id)}
    taken = {
        name: getattr(source, name)
        for name in _FELT
        if getattr(target, name) in (None, "") and getattr(source, name) not in (None, "")
    }
    if taken.get("vara_id") == kunde.kundeansvarlig_id:
        taken.pop("vara_id", None)  # nobody stands in for himself
    for name, value in taken.items():
        setattr(target, name, value)
    target.versjon += bool(taken)
    return {name: to_json(value) for name, value in taken.items()}


def take_out_sales(session: Session, *, kunde_id: UUID, taken: Mapping[str, Any]) -> None:
    """Take away what was copied, where nobody has changed it since."""
    row = _locked(session, kunde_id).get(kunde_id) if taken else None
    if row is None:
        return
    if _DROPPED in taken:
        row.vara_id = row.vara_id or UUID(taken[_DROPPED])
    for name, value in taken.items():
        if name != _DROPPED and to_json(getattr(row, name)) == value:
            setattr(row, name, "" if name == "kampanje" else None)
    row.versjon += 1


def _locked(session: Session, *ids: UUID) -> dict[UUID, Kundesalg]:
    stmt = select(Kundesalg).where(Kundesalg.kunde_id.in_(ids)).order_by(Kundesalg.kunde_id)
    rows = session.scalars(stmt.with_for_update().execution_options(populate_existing=True))
    return {row.kunde_id: row for row in rows}
