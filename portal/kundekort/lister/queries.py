"""Reads of the lists of customers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kundekort.hotlister import MOST, holds
from portal.kundekort.models import Kunde, Kundestatus, Liste, Listemedlem
from portal.kundekort.utvalg import Leser, shared_with
from portal.web.paging import COUNT_CAP, PAGE_SIZE, Page, cut, plain_text, read_mark


def list_lister(session: Session, *, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """The reader's own lists and those shared with him, the expired last. One statement.

    Rows: id, navn, deling, gyldig_til, eier, er_min, antall (at most 1 001), utloept.
    """
    members = (
        select(Listemedlem.id).where(Listemedlem.liste_id == Liste.id).correlate(Liste).limit(COUNT_CAP)
    ).subquery()
    expired = ~holds(today())
    return session.execute(
        select(
            Liste.id,
            Liste.navn,
            Liste.deling,
            Liste.gyldig_til,
            Bruker.navn.label("eier"),
            (Liste.bruker_id == leser.bruker_id).label("er_min"),
            select(func.count()).select_from(members.lateral()).scalar_subquery().label("antall"),
            expired.label("utloept"),
        )
        .join(Bruker, Bruker.id == Liste.bruker_id)
        .where(shared_with(Liste, leser))
        .order_by(expired, func.lower(Liste.navn), Liste.id)
        .limit(MOST)
    ).all()


def list_medlemmer(
    session: Session, *, liste_id: UUID, etter: str | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """Customers of a list in Norwegian order. One statement.

    Rows: id, sortering, navn, kundenr, poststed, status, tone, ansvarlig, lagt_til_tid.
    """
    stmt = (
        select(
            Kunde.id,
            Kunde.sortering,
            Kunde.navn,
            Kunde.kundenr,
            Kunde.poststed,
            Kundestatus.navn.label("status"),
            Kundestatus.tone,
            Bruker.navn.label("ansvarlig"),
            Listemedlem.lagt_til_tid,
        )
        .join(Listemedlem, Listemedlem.kunde_id == Kunde.id)
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .outerjoin(Bruker, Bruker.id == Kunde.kundeansvarlig_id)
        .where(Listemedlem.liste_id == liste_id)
        .order_by(Kunde.sortering, Kunde.id)
        .limit(PAGE_SIZE + 1)
    )
    if (mark := read_mark(etter, plain_text, UUID)) is not None:
        stmt = stmt.where(tuple_(Kunde.sortering, Kunde.id) > tuple_(*mark))
    return cut(session.execute(stmt).all(), mark=lambda row: (row.sortering, row.id))


def list_for_kunde(session: Session, *, kunde_id: UUID, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lists the customer stands in that the reader may see: (id, navn, utloept). One statement."""
    return session.execute(
        select(Liste.id, Liste.navn, (~holds(today())).label("utloept"))
        .join(Listemedlem, Listemedlem.liste_id == Liste.id)
        .where(Listemedlem.kunde_id == kunde_id, shared_with(Liste, leser))
        .order_by(func.lower(Liste.navn))
        .limit(MOST)
    ).all()
