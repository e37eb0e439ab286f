"""Rows of history as the timeline shows them: grouped per day, in the reader's words, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask_login import current_user
from sqlalchemy import Row

from portal.audit import sentences
from portal.db.clock import OSLO, today
from portal.i18n import _
from portal.web.formats import dato_lang, klokke

#: Icon → look of the dot (`.tl__ico--…`).
_LOOKS = {
    "phone": "call",
    "users": "call",
    "map-pin": "call",
    "mail": "mail",
    "message-square": "mail",
    "file-text": "doc",
    "receipt-text": "doc",
    "pin": "doc",
    "briefcase": "job",
    "clock": "job",
    "shield-alert": "warn",
    "triangle-alert": "warn",
}


@dataclass(frozen=True)
class Linje:
    """One event."""

    klokke: str
    ikon: str
    utseende: str
    hvem: str
    setning: str
    utdrag: str
    lenke: str | None


@dataclass(frozen=True)
class Dag:
    """The events of one day; no heading when the page before ended on the same day."""

    tittel: str | None
    linjer: list[Linje]


def group_by_day(
    rows: Sequence[Row[*tuple[Any, ...]]], *, kunde_id: UUID, after: date | None = None
) -> list[Dag]:
    """Newest first. `after` is the day the reader has already seen the heading of."""
    days: list[Dag] = []
    seen = after
    for row in rows:
        dag = row.tid.astimezone(OSLO).date()
        if not days or dag != seen:
            days.append(Dag(None if dag == seen else _heading(dag), []))
            seen = dag
        days[-1].linjer.append(_line(row, kunde_id))
    return days


def _heading(dag: date) -> str:
    full = dato_lang(dag, ukedag=True)
    if dag == today():
        return str(_("I dag, %(dag)s", dag=full))
    if dag == today() - timedelta(days=1):
        return str(_("I går, %(dag)s", dag=full))
    return full[:1].upper() + full[1:]


def _line(row: Row[*tuple[Any, ...]], kunde_id: UUID) -> Linje:
    kind = sentences.get(row.kode)
    return Linje(
        klokke=klokke(row.tid),
        ikon=kind.ikon,
        utseende=_LOOKS.get(kind.ikon, ""),
        hvem=row.aktoer_navn,
        setning=sentences.sentence(row.kode, row.data),
        utdrag=str(row.data.get("utdrag") or ""),
        lenke=_link(kind, row, kunde_id),
    )


def _link(kind: sentences.Hendelsetype, row: Row[*tuple[Any, ...]], kunde_id: UUID) -> str | None:
    """The page of what the event is about; None when there is none, or the reader may not open it."""
    if kind.lenke is None or row.subjekt_id is None:
        return None
    view = current_app.view_functions.get(kind.lenke)
    if view is None or getattr(view, "needs", None) not in current_user.permissions:
        return None
    offered = {"kunde_id": kunde_id, kind.lenke_id: row.subjekt_id}
    needed = next(current_app.url_map.iter_rules(kind.lenke)).arguments
    if not needed <= offered.keys():
        return None
    return url_for(kind.lenke, **{name: offered[name] for name in needed})
