"""Reads of the lists, and of what stands in one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kundekort.hotlister import MOST, find_slag, holds
from portal.kundekort.models import Kunde, Kundestatus, Liste, Listemedlem, Listepost
from portal.kundekort.utvalg import Leser, shared_with
from portal.web.paging import COUNT_CAP, PAGE_SIZE, Page, cut, plain_text, read_mark


def list_lister(session: Session, *, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """The reader's own lists and those shared with him, the expired last. One statement.

    Rows: id, navn, slag, deling, gyldig_til, eier, er_min, antall (at most 1 001), utloept.
    """
    # One of the two has nothing: which, follows from the kind.
    members = union_all(
        *(
            select(table.id).where(table.liste_id == Liste.id).correlate(Liste).limit(COUNT_CAP)
            for table in (Listemedlem, Listepost)
        )
    ).subquery()
    expired = ~holds(today())
    return session.execute(
        select(
            Liste.id,
            Liste.navn,
            Liste.slag,
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


class Listerad(NamedTuple):
    """A record in a list; without text and address when the reader may not see it, or it is gone."""

    id: UUID
    post_id: UUID
    lagt_til_tid: datetime
    lagt_til_av: str | None
    tekst: str = ""
    verdier: Mapping[str, Any] | None = None


def list_poster(
    session: Session, *, liste: Liste, permissions: frozenset[str], etter: str | None = None
) -> Page[Listerad]:
    """Records of a list, those put in last first. One statement, and one for what they are called."""
    stmt = (
        select(Listepost.id, Listepost.post_id, Listepost.lagt_til_tid, Bruker.navn.label("lagt_til_av"))
        .outerjoin(Bruker, Bruker.id == Listepost.lagt_til_av_id)
        .where(Listepost.liste_id == liste.id)
        .order_by(Listepost.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if (mark := read_mark(etter, UUID)) is not None:
        stmt = stmt.where(Listepost.id < mark[0])
    page = cut(session.execute(stmt).all(), mark=lambda row: (row.id,))
    known = read_poster(
        session, slag=liste.slag, post_ids=[row.post_id for row in page.rows], permissions=permissions
    )
    rows = [Listerad(*row, *known.get(row.post_id, ())) for row in page.rows]
    return Page(rows, page.next_mark)


def read_poster(
    session: Session, *, slag: str, post_ids: Sequence[UUID], permissions: frozenset[str]
) -> Mapping[UUID, tuple[str, Mapping[str, Any]]]:
    """Id → (text, what the endpoint of the kind takes) of those the reader may see. One statement at most."""
    kind = find_slag(slag, permissions)
    return kind.les(session, post_ids) if kind is not None and post_ids else {}


def list_for_post(session: Session, *, post_id: UUID, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lists a record stands in that the reader may see: (id, navn, utloept). One statement."""
    return session.execute(
        select(Liste.id, Liste.navn, (~holds(today())).label("utloept"))
        .join(Listepost, Listepost.liste_id == Liste.id)
        .where(Listepost.post_id == post_id, shared_with(Liste, leser))
        .order_by(func.lower(Liste.navn))
        .limit(MOST)
    ).all()
