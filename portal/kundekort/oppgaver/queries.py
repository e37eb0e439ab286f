"""Tasks: a page of the list by index however many there are, one task, and what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.sorting import sort_key
from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Aktivitetstype,
    Engasjement,
    Kunde,
    Oppgave,
    Oppgavekobling,
    Oppgavetilstand,
    Person,
)
from portal.kundekort.oppgaver.rules import SNART, Frist, Valg
from portal.kundekort.registry import Koblingsslag, koblingsslag
from portal.web.paging import COUNT_CAP, PAGE_SIZE, Page, cut, moment, read_mark

#: Records a task may be about.
MOST_LINKS = 20


@dataclass(frozen=True)
class Kobling:
    """A record a task is about, as shown. `id` is the link's own."""

    id: UUID
    slag: Koblingsslag
    tekst: str
    adresse: Mapping[str, Any]


@dataclass(frozen=True)
class Antall:
    """How many tasks each view holds, at most COUNT_CAP."""

    snart: int
    forfalt: int
    mine: int


def list_oppgaver(session: Session, *, valg: Valg, etter: str | None = None) -> Page[Row[Any]]:
    """Open ones the most urgent first, done ones the latest first. One statement, as many rows as a page has."""
    stmt = _select().where(*_conditions(valg))
    if valg.tilstand is Oppgavetilstand.UTFOERT:
        if mark := read_mark(etter, moment, UUID):
            stmt = stmt.where(tuple_(Oppgave.utfoert_tid, Oppgave.id) < mark)
        stmt = stmt.order_by(Oppgave.utfoert_tid.desc(), Oppgave.id.desc())
    else:
        if mark := read_mark(etter, type(today()).fromisoformat, UUID):
            stmt = stmt.where(tuple_(Oppgave.frist_sort, Oppgave.id) > mark)
        stmt = stmt.order_by(Oppgave.frist_sort, Oppgave.id)
    rows = session.execute(stmt.limit(PAGE_SIZE + 1)).all()
    done = valg.tilstand is Oppgavetilstand.UTFOERT
    return cut(
        rows, mark=lambda row: (row.utfoert_tid.isoformat(), row.id) if done else (row.frist_sort, row.id)
    )


def count_views(session: Session, *, bruker_id: UUID) -> Antall:
    """What stands beside the views: one's own, capped. One statement."""
    mine = Valg(ansvarlig_id=bruker_id)
    row = session.execute(
        select(
            _counted(mine).label("snart"),
            _counted(Valg(ansvarlig_id=bruker_id, frist=Frist.FORFALT)).label("forfalt"),
            _counted(mine.all_open()).label("mine"),
        )
    ).one()
    return Antall(row.snart, row.forfalt, row.mine)


@dataclass(frozen=True)
class Valgbare:
    """What the list offers to choose from: (id, name)."""

    ansvarlige: Sequence[tuple[UUID, str]]
    typer: Sequence[tuple[UUID, str]]


def list_valgbare(session: Session) -> Valgbare:
    """Employees of today by name, and every type of activity in the agency's order. One statement."""
    rows = session.execute(
        union_all(
            select(literal("ansvarlig").label("slag"), Bruker.id, Bruker.navn, literal(0).label("plass"))
            .where(Bruker.er_aktiv.is_(True))
            .limit(500),
            select(literal("type"), Aktivitetstype.id, Aktivitetstype.navn, Aktivitetstype.rekkefoelge).limit(
                200
            ),
        )
    ).all()
    rows = sorted(rows, key=lambda row: (row.plass, sort_key(row.navn), row.id))
    return Valgbare(
        [(row.id, row.navn) for row in rows if row.slag == "ansvarlig"],
        [(row.id, row.navn) for row in rows if row.slag == "type"],
    )


def get_rad(session: Session, *, oppgave_id: UUID) -> Row[Any]:
    """One task as the lists show it. One statement. Raises NotFound."""
    row: Row[Any] | None = session.execute(_select().where(Oppgave.id == oppgave_id)).one_or_none()
    if row is None:
        raise NotFound(f"oppgave {oppgave_id}")
    return row


def get_oppgave(session: Session, *, oppgave_id: UUID) -> Oppgave:
    """One task, locked for a change. One statement. Raises NotFound."""
    stmt = select(Oppgave).where(Oppgave.id == oppgave_id).with_for_update()
    oppgave = session.scalar(stmt.execution_options(populate_existing=True))
    if oppgave is None:
        raise NotFound(f"oppgave {oppgave_id}")
    return oppgave


def list_koblinger(session: Session, *, oppgave_id: UUID, permissions: frozenset[str]) -> Sequence[Kobling]:
    """The further records, those the reader may see. One statement, and one per kind that is linked."""
    rows = session.execute(
        select(Oppgavekobling.id, Oppgavekobling.slag, Oppgavekobling.post_id)
        .where(Oppgavekobling.oppgave_id == oppgave_id)
        .order_by(Oppgavekobling.id)
        .limit(MOST_LINKS)
    ).all()
    found: list[Kobling] = []
    for slag in koblingsslag.allowed(permissions):
        if ids := [row.post_id for row in rows if row.slag == slag.key]:
            known = slag.les(session, ids)
            found += [
                Kobling(row.id, slag, *known[row.post_id])
                for row in rows
                if row.slag == slag.key and row.post_id in known
            ]
    return found


def _counted(valg: Valg) -> Any:
    rows = select(Oppgave.id).where(*_conditions(valg)).limit(COUNT_CAP).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _conditions(valg: Valg) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Oppgave.tilstand == valg.tilstand]
    if valg.ansvarlig_id is not None:
        found.append(Oppgave.ansvarlig_id == valg.ansvarlig_id)
    if valg.tilstand is Oppgavetilstand.AAPEN:
        found += _due(valg.frist)
    if valg.prioritet is not None:
        found.append(Oppgave.prioritet == valg.prioritet)
    if valg.type_id is not None:
        found.append(Oppgave.type_id == valg.type_id)
    if valg.kunde_id is not None:
        linked = select(Oppgavekobling.oppgave_id).where(
            Oppgavekobling.slag == "kunde", Oppgavekobling.post_id == valg.kunde_id
        )
        found.append(or_(Oppgave.kunde_id == valg.kunde_id, Oppgave.id.in_(linked)))
    return found


def _due(frist: Frist) -> list[ColumnElement[bool]]:
    if frist is Frist.UTEN:
        return [Oppgave.frist_dato.is_(None)]
    if frist is Frist.ALLE:
        return []
    return [Oppgave.frist_sort < today() if frist is Frist.FORFALT else Oppgave.frist_sort <= today() + SNART]


def _select() -> Any:
    ansvarlig = aliased(Bruker)
    further = (
        select(func.count())
        .where(Oppgavekobling.oppgave_id == Oppgave.id)
        .correlate(Oppgave)
        .scalar_subquery()
    )
    return (
        select(
            Oppgave.id,
            Oppgave.tittel,
            Oppgave.beskrivelse,
            Oppgave.ansvarlig_id,
            Oppgave.kunde_id,
            Oppgave.engasjement_id,
            Oppgave.type_id,
            Oppgave.frist_dato,
            Oppgave.frist_sort,
            Oppgave.prioritet,
            Oppgave.gjentakelse,
            Oppgave.tilstand,
            Oppgave.utfoert_tid,
            Oppgave.versjon,
            Aktivitetstype.navn.label("type"),
            Aktivitetstype.ikon,
            ansvarlig.navn.label("ansvarlig"),
            Kunde.navn.label("kunde"),
            Person.navn.label("kontakt"),
            further.label("koblinger"),
        )
        .join(ansvarlig, ansvarlig.id == Oppgave.ansvarlig_id)
        .outerjoin(Aktivitetstype, Aktivitetstype.id == Oppgave.type_id)
        .outerjoin(Kunde, Kunde.id == Oppgave.kunde_id)
        .outerjoin(Engasjement, Engasjement.id == Oppgave.engasjement_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
    )
