"""Groups of contacts: which a reader may use, and who is in one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, collate, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.one import get_one
from portal.db.sorting import sort_key
from portal.identity.models import Bruker
from portal.kundekort.grupper.rules import MOST_LETTERS, Vilkaar, read_vilkaar
from portal.kundekort.models import (
    Engasjement,
    Gruppemedlem,
    Gruppeslag,
    Kontaktgruppe,
    Kontaktrolle,
    Kunde,
    Kundestatus,
    Person,
)
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Leser, shared_with
from portal.messaging.models import Kanal
from portal.messaging.sms import MOBILE
from portal.web.paging import PAGE_SIZE, Page, cut, plain_text, read_mark
from portal.web.read_ids import read_uuid

#: Groups one reader can have before him.
MOST = 200
_EPOST = func.coalesce(func.nullif(Engasjement.epost, ""), Person.epost)


def list_grupper(session: Session, *, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """The reader's own groups and those shared with him, by name. One statement.

    Rows: id, navn, slag, deling, eier, er_min, antall (of a fixed one).
    """
    members = select(func.count()).where(Gruppemedlem.gruppe_id == Kontaktgruppe.id)
    return session.execute(
        select(
            Kontaktgruppe.id,
            Kontaktgruppe.navn,
            Kontaktgruppe.slag,
            Kontaktgruppe.deling,
            Bruker.navn.label("eier"),
            (Kontaktgruppe.bruker_id == leser.bruker_id).label("er_min"),
            members.correlate(Kontaktgruppe).scalar_subquery().label("antall"),
        )
        .join(Bruker, Bruker.id == Kontaktgruppe.bruker_id)
        .where(shared_with(Kontaktgruppe, leser))
        .order_by(func.lower(Kontaktgruppe.navn), Kontaktgruppe.id)
        .limit(MOST)
    ).all()


def list_faste(session: Session, *, leser: Leser) -> list[tuple[UUID, str]]:
    """Fixed groups a contact can be put in: (id, name), by name. One statement."""
    rows = session.execute(
        select(Kontaktgruppe.id, Kontaktgruppe.navn)
        .where(shared_with(Kontaktgruppe, leser), Kontaktgruppe.slag == Gruppeslag.FAST)
        .limit(MOST)
    )
    return sorted(((row.id, row.navn) for row in rows), key=lambda pair: sort_key(pair[1]))


def get_gruppe(session: Session, *, gruppe_id: UUID, leser: Leser, lock: bool = False) -> Kontaktgruppe:
    """A group the reader has or shares, fresh. Raises NotFound."""
    return get_one(
        session,
        Kontaktgruppe,
        Kontaktgruppe.id == gruppe_id,
        shared_with(Kontaktgruppe, leser),
        lock=lock,
    )


def list_for_kontakt(session: Session, *, kontakt_id: UUID, leser: Leser) -> Sequence[Row[*tuple[Any, ...]]]:
    """Fixed groups the contact is in, that the reader may see: (id, navn). One statement."""
    return session.execute(
        select(Kontaktgruppe.id, Kontaktgruppe.navn)
        .join(Gruppemedlem, Gruppemedlem.gruppe_id == Kontaktgruppe.id)
        .where(Gruppemedlem.engasjement_id == kontakt_id, shared_with(Kontaktgruppe, leser))
        .order_by(func.lower(Kontaktgruppe.navn))
        .limit(MOST)
    ).all()


def list_medlemmer(
    session: Session, *, gruppe: Kontaktgruppe, etter: str | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """The members in Norwegian order, those who left among them; `reservert` is for mail. One statement."""
    stmt = _members(gruppe, Kanal.EPOST)
    if (mark := read_mark(etter, plain_text, UUID)) is not None:
        stmt = stmt.where(tuple_(Person.sortering, Engasjement.id) > tuple_(*mark))
    rows = session.execute(stmt.limit(PAGE_SIZE + 1)).all()
    return cut(rows, mark=lambda row: (row.sortering, row.id))


def list_til_brev(
    session: Session, *, gruppe: Kontaktgruppe, kanal: Kanal = Kanal.EPOST
) -> Sequence[Row[*tuple[Any, ...]]]:
    """All of them, to write to; one more than may be written to says that there are too many. One statement."""
    return session.execute(_members(gruppe, kanal).limit(MOST_LETTERS + 1)).all()


def list_statusvalg(session: Session) -> list[tuple[UUID, str]]:
    """The agency's statuses: (id, navn) in its order. One statement."""
    rows = session.execute(
        select(Kundestatus.id, Kundestatus.navn).order_by(Kundestatus.rekkefoelge, Kundestatus.navn)
    )
    return [(row.id, row.navn) for row in rows]


def _said_no(kanal: Kanal) -> ColumnElement[bool]:
    """He, or somebody with the address he has, or with the number he has where a text message would go there.

    The same human being is a Person at each customer he was registered at: only these tell that it is he.
    """
    told, job = aliased(Person), aliased(Engasjement)
    if kanal is Kanal.SMS:
        # As mottakere.sms_til: a fixed line among his own numbers gets none, and the number of the job does.
        fixed = Person.mobil.startswith("+47") & ~Person.mobil.regexp_match(MOBILE)
        written: Any = case((or_(Person.mobil == "", fixed), Engasjement.telefon), else_=Person.mobil)
        own, at_work = told.mobil, job.telefon
    else:
        written, own, at_work = _folded(_EPOST), _folded(told.epost), _folded(job.epost)
    return or_(
        Person.reservert,
        written.in_(select(own).where(told.reservert, own != "")),
        written.in_(
            select(at_work).join(told, told.id == job.person_id).where(told.reservert, at_work != "")
        ),
    )


def _folded(address: Any) -> Any:
    return func.lower(collate(address, "C"))  # the two columns sort differently


def _members(gruppe: Kontaktgruppe, kanal: Kanal) -> Any:
    stmt = (
        select(
            Engasjement.id,
            Engasjement.kunde_id,
            Engasjement.person_id,
            Person.navn,
            Person.sortering,
            Engasjement.stilling,
            _EPOST.label("epost"),
            Person.mobil,
            Engasjement.telefon,
            _said_no(kanal).label("reservert"),
            func.coalesce(func.nullif(Person.sprak, ""), Kunde.sprak).label("sprak"),
            Engasjement.gyldig_fra,
            Engasjement.gyldig_til,
            Kunde.navn.label("kunde"),
        )
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(Person.slettet_tid.is_(None))
        .order_by(Person.sortering, Engasjement.id)
    )
    if gruppe.slag is Gruppeslag.FAST:
        return stmt.join(Gruppemedlem, Gruppemedlem.engasjement_id == Engasjement.id).where(
            Gruppemedlem.gruppe_id == gruppe.id
        )
    return stmt.where(
        holds_on(Engasjement, today()),
        Kunde.slaatt_sammen_med_id.is_(None),
        *_fits(read_vilkaar(gruppe.vilkaar)),
    )


def _fits(vilkaar: Vilkaar) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if vilkaar.roller:
        held = select(Kontaktrolle.engasjement_id).where(
            Kontaktrolle.rolle.in_(vilkaar.roller), holds_on(Kontaktrolle, today())
        )
        found.append(Engasjement.id.in_(held))
    if vilkaar.paavirkning:
        found.append(Engasjement.paavirkning.in_(vilkaar.paavirkning))
    for column, chosen in (
        (Kunde.status_id, vilkaar.statuser),
        (Kunde.avdeling_id, vilkaar.avdelinger),
        (Kunde.kundeansvarlig_id, vilkaar.ansvarlige),
    ):
        if chosen:
            found.append(column.in_([read_uuid(each) for each in chosen]))
    if vilkaar.fylker:
        found.append(Kunde.fylkesnr.in_(vilkaar.fylker))
    return found
