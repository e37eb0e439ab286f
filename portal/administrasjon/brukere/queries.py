"""The agency's employees as its administrators see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.rules import Vis
from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.db.one import get_one
from portal.identity.models import Bruker, Brukeravdeling, Brukerrolle, Rolle
from portal.kundekort.models import Salgsteam, Salgsteammedlem
from portal.tenancy.models import Avdeling
from portal.web.paging import PAGE_SIZE, Page, cut, plain_text, read_mark


def list_brukerliste(
    session: Session, *, vis: Vis, q: str = "", rolle_id: UUID | None = None, etter: str | None = None
) -> Page[Row[Any]]:
    """By name, as many as a page has; `roller` is text, `har_passord`: he was inside once. One statement."""
    roller = (
        select(func.string_agg(Rolle.navn, ", "))
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .where(Brukerrolle.bruker_id == Bruker.id)
        .scalar_subquery()
    )
    stmt = select(
        Bruker.id,
        Bruker.navn,
        Bruker.epost,
        Bruker.er_aktiv,
        Bruker.passord_hash.is_not(None).label("har_passord"),
        Bruker.sist_innlogget_tid,
        Avdeling.navn.label("avdeling"),
        roller.label("roller"),
    ).outerjoin(Avdeling, Avdeling.id == Bruker.avdeling_id)
    if vis is not Vis.ALLE:
        stmt = stmt.where(Bruker.er_aktiv.is_(vis is Vis.AKTIVE))
    if q:
        word = q.lower()
        stmt = stmt.where(
            or_(
                func.lower(Bruker.navn).contains(word, autoescape=True),
                Bruker.epost.contains(word, autoescape=True),
            )
        )
    if rolle_id is not None:
        stmt = stmt.where(
            Bruker.id.in_(select(Brukerrolle.bruker_id).where(Brukerrolle.rolle_id == rolle_id))
        )
    if mark := read_mark(etter, plain_text, UUID):
        stmt = stmt.where(tuple_(Bruker.navn, Bruker.id) > mark)
    rows = session.execute(stmt.order_by(Bruker.navn, Bruker.id).limit(PAGE_SIZE + 1)).all()
    return cut(rows, mark=lambda row: (row.navn, row.id))


def get_bruker(session: Session, *, bruker_id: UUID, lock: bool = False) -> Bruker:
    """An employee, fresh. One statement. Raises NotFound."""
    return get_one(session, Bruker, Bruker.id == bruker_id, lock=lock)


def list_avdelinger_av(session: Session, *, bruker_id: UUID) -> frozenset[UUID]:
    """Offices he has been given. One statement."""
    stmt = select(Brukeravdeling.avdeling_id).where(Brukeravdeling.bruker_id == bruker_id)
    return frozenset(session.scalars(stmt))


def list_roller_av(session: Session, *, bruker_id: UUID) -> frozenset[UUID]:
    """Roles he has. One statement."""
    return frozenset(session.scalars(select(Brukerrolle.rolle_id).where(Brukerrolle.bruker_id == bruker_id)))


def list_team_av(session: Session, *, bruker_id: UUID) -> Sequence[Row[UUID, str]]:
    """Sales teams he is in today: (id, navn). One statement."""
    dag = today()
    return session.execute(
        select(Salgsteam.id, Salgsteam.navn)
        .join(Salgsteammedlem, Salgsteammedlem.team_id == Salgsteam.id)
        .where(
            Salgsteammedlem.bruker_id == bruker_id,
            Salgsteammedlem.gyldig_fra <= dag,
            or_(Salgsteammedlem.gyldig_til.is_(None), Salgsteammedlem.gyldig_til > dag),
        )
        .order_by(Salgsteam.navn)
        .limit(20)
    ).all()


def list_hendelser_om(session: Session, *, subjekt_id: UUID) -> Sequence[Hendelse]:
    """What was last done with an employee or a role, newest first. One statement."""
    return session.scalars(
        select(Hendelse)
        .where(Hendelse.subjekt_id == subjekt_id, Hendelse.kode != "bruker.innlogget")
        .order_by(Hendelse.tid.desc(), Hendelse.id.desc())
        .limit(20)
    ).all()


def find_by_epost(session: Session, *, epost: str, but: UUID | None) -> Row[UUID, bool] | None:
    """Someone else with the address: (id, er_aktiv). One statement."""
    stmt = select(Bruker.id, Bruker.er_aktiv).where(Bruker.epost == epost)
    return session.execute(stmt.where(Bruker.id != but) if but else stmt).one_or_none()
