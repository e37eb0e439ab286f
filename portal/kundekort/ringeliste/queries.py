"""One's own call list: the page, its figures, one line."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.errors import NotFound
from portal.kundekort.models import Dagbokaktivitet, Engasjement, Kunde, Person, Ringelinje
from portal.kundekort.ringeliste.rules import Ringetall
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark


def list_linjer(session: Session, *, bruker_id: UUID, etter: str | None = None) -> Page[Row[Any]]:
    """Those who have waited longest first, with what was last written of each. One statement."""
    stmt = _select().where(Ringelinje.bruker_id == bruker_id)
    if mark := read_mark(etter, type(today()).fromisoformat, UUID):
        stmt = stmt.where(tuple_(Ringelinje.neste_dato, Ringelinje.id) > mark)
    rows = session.execute(stmt.order_by(Ringelinje.neste_dato, Ringelinje.id).limit(PAGE_SIZE + 1)).all()
    return cut(rows, mark=lambda row: (row.neste_dato, row.id))


def get_tall(session: Session, *, bruker_id: UUID) -> Ringetall:
    """The figures on top of the list. One statement."""
    week_ago = now() - timedelta(days=7)
    row = session.execute(
        select(
            func.count().filter(Ringelinje.neste_dato <= today()),
            func.count().filter(Ringelinje.neste_dato <= today() + timedelta(days=7)),
            func.count(),
            func.count().filter(Ringelinje.sist_ringt_tid >= week_ago),
        ).where(Ringelinje.bruker_id == bruker_id)
    ).one()
    return Ringetall(*row)


def get_linje(session: Session, *, bruker_id: UUID, ringelinje_id: UUID) -> Row[Any]:
    """One of the person's own lines as the list shows it. One statement. Raises NotFound."""
    row: Row[Any] | None = session.execute(
        _select().where(Ringelinje.bruker_id == bruker_id, Ringelinje.id == ringelinje_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"ringelinje {ringelinje_id}")
    return row


def get_kontakten(session: Session, *, kontakt_id: UUID) -> Row[*tuple[Any, ...]]:
    """A contact who works where he is registered: (id, kunde_id, navn, kunde). One statement. Raises NotFound."""
    row: Row[*tuple[Any, ...]] | None = session.execute(
        select(Engasjement.id, Engasjement.kunde_id, Person.navn, Kunde.navn.label("kunde"))
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(
            Engasjement.id == kontakt_id,
            or_(Engasjement.gyldig_til.is_(None), Engasjement.gyldig_til > today()),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"engasjement {kontakt_id}")
    return row


def _select() -> Any:
    last = (
        select(Dagbokaktivitet.emne, Dagbokaktivitet.tid)
        .where(
            Dagbokaktivitet.engasjement_id == Ringelinje.engasjement_id,
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tid <= now(),
        )
        .order_by(Dagbokaktivitet.tid.desc())
        .limit(1)
        .correlate(Ringelinje)
        .lateral("siste")
    )
    return (
        select(
            Ringelinje.id,
            Ringelinje.engasjement_id,
            Ringelinje.hyppighet_dager,
            Ringelinje.neste_dato,
            Ringelinje.sist_ringt_tid,
            Ringelinje.versjon,
            Person.navn,
            Person.mobil,
            Engasjement.telefon,
            Engasjement.stilling,
            Engasjement.kunde_id,
            Engasjement.gyldig_til,
            Kunde.navn.label("kunde"),
            last.c.emne.label("siste_emne"),
            last.c.tid.label("siste_tid"),
        )
        .join(Engasjement, Engasjement.id == Ringelinje.engasjement_id)
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .outerjoin(last, last.c.tid.is_not(None))
    )
