"""Reading contacts: the tab's list, and one contact with his person."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select, tuple_
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import today
from portal.errors import NotFound
from portal.identity.models import Portalkonto, Portaltilgang
from portal.kundekort.models import (
    Engasjement,
    Favorittpost,
    Feltverdier,
    Kontaktrolle,
    Paavirkning,
    Person,
    Rolleikon,
)
from portal.kundekort.tree import holds_on
from portal.web.paging import Page, cut, plain_text, read_mark

#: Contacts in one page: a row has much to say, and a page is 60 kB at most.
ROWS = 13
#: Former contacts shown under the fold.
FORMER = 50
#: Key contacts in the box on Oversikt.
IN_BOX = 6


def list_kontakter(
    session: Session, *, kunde_id: UUID, paavirkning: Paavirkning | None = None, etter: str | None = None
) -> Page[Row[Any]]:
    """Present and coming contacts in Norwegian order, with roles, portal access, own fields and the reader's star.

    `paavirkning` narrows to those who decide so much. One statement.
    """
    starred = exists().where(
        Favorittpost.bruker_id == actor_of(session).id,
        Favorittpost.slag == Engasjement.__tablename__,
        Favorittpost.post_id == Engasjement.id,
    )
    stmt = _select().add_columns(starred.label("favoritt")).where(Engasjement.kunde_id == kunde_id, ~_ended())
    if paavirkning is not None:
        stmt = stmt.where(Engasjement.paavirkning == paavirkning)
    if mark := read_mark(etter, plain_text, UUID):
        stmt = stmt.where(tuple_(Person.sortering, Engasjement.id) > mark)
    rows = session.execute(stmt.order_by(Person.sortering, Engasjement.id).limit(ROWS + 1)).all()
    return cut(rows, mark=lambda row: (row.sortering, row.id), size=ROWS)


def get_rad(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> Row[Any]:
    """One row of the list, of those who have left too. One statement. Raises NotFound."""
    stmt = _select().where(Engasjement.id == kontakt_id, Engasjement.kunde_id == kunde_id)
    row: Row[Any] | None = session.execute(stmt).one_or_none()
    if row is None:
        raise NotFound(f"engasjement {kontakt_id} of kunde {kunde_id}")
    return row


def list_tidligere(session: Session, *, kunde_id: UUID) -> list[Row[Any]]:
    """Those who have left, newest first, at most FORMER. One statement."""
    stmt = _select().where(Engasjement.kunde_id == kunde_id, _ended())
    return list(session.execute(stmt.order_by(Engasjement.gyldig_til.desc(), Engasjement.id).limit(FORMER)))


def list_noekkelkontakter(session: Session, *, kunde_id: UUID) -> list[Row[Any]]:
    """For the box on Oversikt: key contacts, at most IN_BOX, with their numbers. One statement."""
    stmt = _select().where(Engasjement.kunde_id == kunde_id, ~_ended(), Engasjement.er_noekkel)
    return list(session.execute(stmt.order_by(Person.sortering, Engasjement.id).limit(IN_BOX)))


def get_kontakt(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, lock: bool = False
) -> tuple[Engasjement, Person]:
    """A contact of this customer and the person he is; one statement. Raises NotFound."""
    stmt = (
        select(Engasjement, Person)
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.id == kontakt_id, Engasjement.kunde_id == kunde_id)
        .execution_options(populate_existing=True)
    )
    row = session.execute(stmt.with_for_update() if lock else stmt).one_or_none()
    if row is None:
        raise NotFound(f"engasjement {kontakt_id} of kunde {kunde_id}")
    return row[0], row[1]


def list_roller(session: Session, *, kontakt_id: UUID) -> list[Kontaktrolle]:
    """The roles he has today, as entities; one statement."""
    return list(
        session.scalars(
            select(Kontaktrolle).where(
                Kontaktrolle.engasjement_id == kontakt_id, holds_on(Kontaktrolle, today())
            )
        )
    )


def _ended() -> Any:
    return Engasjement.gyldig_til.is_not(None) & (Engasjement.gyldig_til <= today())


def _icons() -> Any:
    """Role → icon, where the agency has chosen; the same in every row, so it is asked once."""
    return select(func.jsonb_object_agg(Rolleikon.rolle, Rolleikon.ikon)).scalar_subquery()


def _select() -> Any:
    roller = (
        select(func.jsonb_object_agg(Kontaktrolle.rolle, Kontaktrolle.rekkefoelge))
        .where(Kontaktrolle.engasjement_id == Engasjement.id, holds_on(Kontaktrolle, today()))
        .correlate(Engasjement)
        .scalar_subquery()
    )
    return (
        select(
            Engasjement.id,
            Engasjement.person_id,
            Person.navn,
            Person.sortering,
            Person.mobil,
            Person.reservert,
            Person.epost.label("egen_epost"),
            Engasjement.stilling,
            Engasjement.telefon,
            Engasjement.epost,
            Engasjement.er_noekkel,
            Engasjement.paavirkning,
            Engasjement.gyldig_fra,
            Engasjement.gyldig_til,
            Engasjement.sluttgrunn,
            roller.label("roller"),
            _icons().label("ikoner"),
            Feltverdier.verdier,
            Portaltilgang.omfang,
            Portaltilgang.gyldig_til.label("tilgang_til"),
            Portalkonto.aktivert_tid,
            Portalkonto.er_aktiv.label("konto_aktiv"),
        )
        .join(Person, Person.id == Engasjement.person_id)
        .outerjoin(Portaltilgang, Portaltilgang.engasjement_id == Engasjement.id)
        .outerjoin(Portalkonto, Portalkonto.id == Portaltilgang.konto_id)
        .outerjoin(Feltverdier, Feltverdier.engasjement_id == Engasjement.id)
    )
