"""What the front of the card shows of the room: running oppdrag, key figures, and what ends soon."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _, ngettext
from portal.kandidater.models import Kandidat
from portal.kundekort.registry import Hos, Tall
from portal.oppdrag.kundefane.tall import OPEN
from portal.oppdrag.models import LedigStilling, Utleieoppdrag

SHOWN = 6
#: A warning on the front: days until the end.
VARSEL_DAGER = 14


def list_loepende(session: Session, kunde_id: UUID) -> Sequence[Any]:
    """(id, nummer, tittel, fra_dato, til_dato, fornavn, etternavn), those that end first on top. One statement."""
    return session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Kandidat.fornavn,
            Kandidat.etternavn,
        )
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(
            Utleieoppdrag.kunde_id == kunde_id,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today()),
        )
        .order_by(Utleieoppdrag.til_dato.asc().nulls_last(), Utleieoppdrag.id)
        .limit(SHOWN)
    ).all()


def figures(hos: Hos) -> Sequence[ColumnElement[Any]]:
    """Scalar subqueries: out today, coming, positions open."""
    dag = today()
    mine = select(func.count(Utleieoppdrag.id)).where(hos(Utleieoppdrag.kunde_id))
    out = mine.where(
        Utleieoppdrag.fra_dato <= dag,
        or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
    )
    seats = select(func.coalesce(func.sum(LedigStilling.plasser - LedigStilling.besatte_plasser), 0)).where(
        hos(LedigStilling.kunde_id), LedigStilling.tilstand.in_(OPEN)
    )
    return [
        out.scalar_subquery(),
        mine.where(Utleieoppdrag.fra_dato > dag).scalar_subquery(),
        seats.scalar_subquery(),
    ]


def out_per_kunde(ids: Any) -> Select[*tuple[Any, ...]]:
    """(kunde_id, oppdrag running today)."""
    dag = today()
    return (
        select(Utleieoppdrag.kunde_id, func.count(Utleieoppdrag.id))
        .where(
            Utleieoppdrag.kunde_id.in_(ids),
            Utleieoppdrag.fra_dato <= dag,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
        )
        .group_by(Utleieoppdrag.kunde_id)
    )


def show_figures(ute: int, kommer: int, plasser: int) -> Tall:
    """«Ute nå», with what is coming and what is open."""
    parts = []
    if kommer:
        parts.append(_("%(antall)s kommer", antall=kommer))
    if plasser:
        parts.append(ngettext("%(num)d ledig plass", "%(num)d ledige plasser", plasser))
    return Tall(str(ute), detalj=" · ".join(parts))


def list_varsler(session: Session, kunde_id: UUID) -> Sequence[tuple[str, str, str, str]]:
    """One sentence when oppdrag end soon. One statement."""
    dag = today()
    ending = session.scalar(
        select(func.count(Utleieoppdrag.id)).where(
            Utleieoppdrag.kunde_id == kunde_id,
            Utleieoppdrag.til_dato >= dag,
            Utleieoppdrag.til_dato <= dag + timedelta(days=VARSEL_DAGER),
            Utleieoppdrag.avsluttet_grunn == "",
        )
    )
    if not ending:
        return []
    text = ngettext(
        "%(num)d oppdrag slutter innen to uker.", "%(num)d oppdrag slutter innen to uker.", ending
    )
    link = url_for("oppdrag.kundefane.liste", kunde_id=kunde_id, vis="slutter")
    return [("warn", text, link, _("Se hvilke"))]
