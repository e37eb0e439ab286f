"""The timeline and the key figures of one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, cast, false, func, literal, or_, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from portal.audit.models import Hendelse
from portal.audit.sentences import all_types, codes_in
from portal.db.clock import OSLO, today
from portal.kundekort.linse import ALT, Linse
from portal.kundekort.models import Engasjement, FastKommentar, Kortoppsett, Person
from portal.kundekort.registry import Boks, Noekkeltall, Tall, Tidslinjesak, noekkeltall, tidslinjesaker
from portal.kundekort.tree import holds_on, subtree, with_merged
from portal.web.paging import Page, cut, moment, read_mark

#: What is written in an event, names and numbers; not what the parts of it are called.
WRITTEN = '$.** ? (@.type() == "string" || @.type() == "number")'
#: Rows of the timeline at a time, and contacts it may be narrowed to.
SIZE, PEOPLE = 20, 300


def list_hendelser(
    session: Session,
    *,
    kunde_id: UUID,
    innslaatte: Sequence[UUID] = (),
    linse: Linse = ALT,
    etter: str | None = None,
    size: int = SIZE,
) -> Page[Row[*tuple[Any, ...]]]:
    """What happened at the customer and at those merged into it, newest first, every row once. One statement.

    Words are looked for in what was written and in who wrote it, among this customer's events alone.
    """
    stmt = (
        select(
            Hendelse.id,
            Hendelse.tid,
            Hendelse.kode,
            Hendelse.subjekt_slag,
            Hendelse.subjekt_id,
            Hendelse.aktoer_slag,
            Hendelse.aktoer_navn,
            Hendelse.data,
        )
        .where(
            Hendelse.kunde_id.in_((kunde_id, *innslaatte)) if innslaatte else Hendelse.kunde_id == kunde_id
        )
        .order_by(Hendelse.tid.desc(), Hendelse.id.desc())
        .limit(size + 1)
    )
    stmt = stmt.where(*_seen_through(linse))
    if (mark := read_mark(etter, moment, UUID)) is not None:
        stmt = stmt.where(tuple_(Hendelse.tid, Hendelse.id) < tuple_(*mark))
    return cut(session.execute(stmt).all(), mark=lambda row: (row.tid.isoformat(), row.id), size=size)


def _seen_through(linse: Linse) -> list[ColumnElement[bool]]:
    by_hand = [kind.kode for kind in all_types() if kind.menneske]
    found: list[ColumnElement[bool]] = []
    if linse.vis == "samtaler":
        found.append(Hendelse.kode.in_(by_hand))
    elif linse.vis == "system":
        found.append(Hendelse.kode.not_in(by_hand))
    if linse.gruppe:
        found.append(Hendelse.kode.in_(codes_in(linse.gruppe)))
    if linse.person_id:
        found.append(Hendelse.person_id == linse.person_id)
    if linse.sak:
        key, sak_id = linse.sak
        kinds = [entry for entry in tidslinjesaker.all() if entry.key == key]
        found.append(or_(false(), *[Hendelse.subjekt_id.in_(kind.med(sak_id)) for kind in kinds]))
    if linse.fra:
        found.append(Hendelse.tid >= datetime.combine(linse.fra, time(), OSLO))
    if linse.til:
        found.append(Hendelse.tid < datetime.combine(linse.til + timedelta(days=1), time(), OSLO))
    for word in linse.q.split()[:5]:
        written = cast(func.jsonb_path_query_array(Hendelse.data, cast(WRITTEN, JSONPATH)), Text)
        found.append(
            or_(
                written.icontains(word, autoescape=True),
                Hendelse.aktoer_navn.icontains(word, autoescape=True),
            )
        )
    return found


def list_linsevalg(
    session: Session, *, kunde_ids: Sequence[UUID], saker: Sequence[Tidslinjesak]
) -> dict[str, list[tuple[UUID, str]]]:
    """What the timeline may be narrowed to: key of the kind of record, or "person" → (id, text). One statement."""
    people = (
        select(literal("person").label("slag"), Person.id, Person.navn.label("tekst"))
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.kunde_id.in_(kunde_ids), holds_on(Engasjement, today()))
        .order_by(Person.sortering, Engasjement.id)
        .limit(PEOPLE)
    )
    parts = [people]
    for entry in saker:
        rows = entry.velg(kunde_ids).subquery()
        parts.append(select(literal(entry.key), rows.c[0], rows.c[1]))
    found: dict[str, list[tuple[UUID, str]]] = {}
    for row in session.execute(union_all(*parts)):
        found.setdefault(row.slag, []).append((row.id, row.tekst))
    return found


@dataclass(frozen=True)
class Forside:
    """The top of Oversikt, and where its boxes stand."""

    tall: list[tuple[Noekkeltall, Tall]]
    plasser: list[str]
    #: The reader has places of his own.
    egne_plasser: bool
    #: key of the box → what its `verdi` held
    bokser: dict[str, Any]


def get_forside(
    session: Session,
    *,
    kunde_id: UUID,
    bruker_id: UUID,
    permissions: frozenset[str],
    bokser: Sequence[Boks] = (),
    hele: bool = False,
) -> Forside:
    """The key figures this person may see, in order, the places of the boxes and what those of `bokser` that are a
    scalar hold. One statement for everything.

    `hele` counts the customer's whole tree from it down, else the unit with what was merged into it.
    """
    wanted = noekkeltall.allowed(permissions)
    ids: Any = select(subtree(kunde_id).c.id) if hele else with_merged(kunde_id)
    columns = [list(entry.verdier(lambda column: column.in_(ids))) for entry in wanted]
    mine, theirs = _plasser(Kortoppsett.bruker_id == bruker_id), _plasser(Kortoppsett.bruker_id.is_(None))
    scalar = [(boks.key, boks.verdi(kunde_id)) for boks in bokser if boks.verdi is not None]
    every = [column for part in columns for column in part] + [column for _key, column in scalar]
    row = session.execute(select(mine, theirs, *every)).one()
    shown, at = [], 2
    for entry, part in zip(wanted, columns, strict=True):
        shown.append((entry, entry.vis(*row[at : at + len(part)])))
        at += len(part)
    return Forside(
        shown,
        plasser=row[0] or row[1] or [],
        egne_plasser=row[0] is not None,
        bokser={key: row[at + place] for place, (key, _column) in enumerate(scalar)},
    )


def _plasser(whose: ColumnElement[bool]) -> Any:
    return select(Kortoppsett.plasser).where(whose).scalar_subquery()


def list_faste_kommentarer(session: Session, *, kunde_id: UUID) -> Sequence[str]:
    """The texts of the newest standing comments, at most two. One statement."""
    return session.scalars(
        select(FastKommentar.tekst)
        .where(FastKommentar.kunde_id == kunde_id, FastKommentar.avsluttet_tid.is_(None))
        .order_by(FastKommentar.opprettet_tid.desc(), FastKommentar.id.desc())
        .limit(2)
    ).all()


def list_foerste_kontakter(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The two contacts to reach for, key contacts first: (navn, stilling, telefon). One statement."""
    telefon = func.coalesce(func.nullif(Engasjement.telefon, ""), Person.mobil).label("telefon")
    return session.execute(
        select(Person.navn, Engasjement.stilling, telefon)
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.kunde_id == kunde_id, holds_on(Engasjement, today()))
        .order_by(Engasjement.er_noekkel.desc(), Person.sortering, Engasjement.id)
        .limit(2)
    ).all()
