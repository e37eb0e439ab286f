"""The list of customers: filters, search by words, capped count, and what the forms offer to choose from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from json import loads
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    join,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.sorting import sort_key
from portal.identity.models import Bruker
from portal.kundekort.avstand import distance_km, within
from portal.kundekort.feltverdi import Felt
from portal.kundekort.hotlister import KUNDE, MOST, holds
from portal.kundekort.models import (
    Adresse,
    Deling,
    EgetFelt,
    Favoritt,
    Feltgjelder,
    Feltslag,
    Kunde,
    KundeForelder,
    Kundestatus,
    LagretVisning,
    Liste,
    Visningsslag,
)
from portal.kundekort.search import SCAN, find_words
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Filter, Leser, filtered, ordered, shared_with, status_group
from portal.registers.queries import get_poststed, list_fylker, list_kommuner
from portal.tenancy.models import Avdeling
from portal.web.paging import COUNT_CAP, Page, capped_count, cut, make_mark, plain_text, read_mark

#: Rows in one page.
ROWS = 50
#: Customers of a circle that are asked before it is known whether they are few.
LOOKED_AT = 2_000
#: What a filter may ask of a customer.
_FILTERED = (
    *(Kunde.id, Kunde.status_id, Kunde.slaatt_sammen_med_id, Kunde.kundeansvarlig_id, Kunde.avdeling_id),
    *(Kunde.kommunenr, Kunde.fylkesnr, Kunde.breddegrad, Kunde.lengdegrad),
)


@dataclass(frozen=True)
class Kundeliste:
    """One page. `antall` counts all hits, at most 1 001; None: many, not counted."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    next_mark: str | None
    antall: int | None


def list_kunder(
    session: Session,
    *,
    valg: Filter,
    bruker_id: UUID | None,
    avdeling_id: UUID | None,
    etter: str | None = None,
    size: int = ROWS,
) -> Kundeliste:
    """One page in Norwegian order with its count. Two statements, whatever the number of rows; three at the most.

    Rows: id, navn, kundenr, orgnr, poststed, status (kode, navn, tone), ansvarlig, forelder, sist_kontakt_tid,
    favoritt; and avstand_km when the filter names a place.
    """
    who = Leser(bruker_id, avdeling_id)
    treff = find_words(session, q=valg.q)
    after = read_mark(etter, plain_text, UUID)
    if treff is None and valg.naer:
        return _near(session, valg, who, after=after, size=size)
    if treff is None:
        if valg.only_status:
            values = dict(zip(("sortering", "id"), after or (), strict=False))
            values |= {"antall": size + 1, "leser_id": bruker_id}
            stmt = _by_status(valg.status, begins=after is None, _dag=today())
            page = _cut(session.execute(stmt, values).all(), size)
        else:
            stmt = filtered(_rows(Kunde, *_far(Kunde, valg)), Kunde, valg, who)
            page = _page(session, ordered(stmt, Kunde, after), who, size)
        counted = capped_count(session, filtered(_bare(Kunde), Kunde, valg, who))
        return Kundeliste(page.rows, page.next_mark, counted)
    if treff.ids is not None:
        stmt = filtered(_rows(Kunde, func.count().over().label("alle"), *_far(Kunde, valg)), Kunde, valg, who)
        page = _page(session, ordered(stmt.where(*treff.conditions(Kunde)), Kunde, after), who, size)
        if after is not None:
            hits = filtered(_bare(Kunde), Kunde, valg, who).where(*treff.conditions(Kunde))
            return Kundeliste(page.rows, page.next_mark, capped_count(session, hits))
        return Kundeliste(page.rows, page.next_mark, page.rows[0].alle if page.rows else 0)
    kunde = _scanned(filtered(select(Kunde), Kunde, valg, who), after)
    stmt = _rows(kunde, *_far(kunde, valg)).join(Kundestatus, Kundestatus.id == kunde.status_id)
    return _walk(session, stmt.where(*treff.conditions(kunde)), kunde, who, after=after, size=size)


def _near(
    session: Session, valg: Filter, who: Leser, *, after: tuple[Any, ...] | None, size: int
) -> Kundeliste:
    """Near a place: when they are few, those; when they are many, the list is walked in its own order. Two statements.

    At most LOOKED_AT of them are asked to find out. The shape does not leave the choice to the planner: it cannot know
    how many live in a circle.
    """
    circle = (
        select(*_FILTERED).where(within(Kunde, valg.naer, valg.km, valg.punkt)).limit(LOOKED_AT).cte("naere")
    )
    looked_at = select(func.count()).select_from(circle).scalar_subquery()
    hits = filtered(select(func.array_agg(circle.c.id), looked_at).select_from(circle), circle.c, valg, who)
    ids, seen = session.execute(hits).one()
    ids = list(ids or ())
    if seen < LOOKED_AT:
        few = any_(bindparam("treff", ids, type_=ARRAY(Uuid), unique=True))
        stmt = _rows(Kunde, *_far(Kunde, valg)).join(Kundestatus, Kundestatus.id == Kunde.status_id)
        page = _page(session, ordered(stmt.where(Kunde.id == few), Kunde, after), who, size)
        return Kundeliste(page.rows, page.next_mark, min(len(ids), COUNT_CAP))
    kunde = _scanned(select(Kunde), after)
    stmt = filtered(_rows(kunde, *_far(kunde, valg)), kunde, valg, who)
    found = _walk(session, stmt, kunde, who, after=after, size=size)
    return Kundeliste(found.rows, found.next_mark, COUNT_CAP if len(ids) >= COUNT_CAP else None)


def _scanned(part: Select[*tuple[Any, ...]], after: tuple[Any, ...] | None) -> Any:
    """The next SCAN customers of a list in its order."""
    return aliased(Kunde, ordered(part, Kunde, after).limit(SCAN).subquery())


def _walk(
    session: Session,
    stmt: Select[*tuple[Any, ...]],
    kunde: Any,
    who: Leser,
    *,
    after: tuple[Any, ...] | None,
    size: int,
) -> Kundeliste:
    """What is everywhere: each of the next SCAN customers is asked. A short page may have more after it."""
    page = _page(session, stmt.order_by(kunde.sortering, kunde.id), who, size)
    if page.next_mark is not None:
        return Kundeliste(page.rows, page.next_mark, None)
    end = session.execute(
        select(kunde.sortering, kunde.id, func.count().over().label("lest"))
        .order_by(kunde.sortering.desc(), kunde.id.desc())
        .limit(1)
    ).one_or_none()
    if end is not None and end.lest == SCAN:
        return Kundeliste(page.rows, make_mark(end.sortering, end.id), None)
    return Kundeliste(page.rows, None, len(page.rows) if after is None else None)


@lru_cache(maxsize=64)
def _by_status(status: str, *, begins: bool, _dag: date) -> Select[*tuple[Any, ...]]:
    """The next page of each status, merged: a rare status is not looked for through all the others.

    Made once a day; `antall`, `leser_id`, and after the first page `sortering` and `id`, are given when it is asked.
    """
    after = None if begins else (bindparam("sortering", type_=Text), bindparam("id", type_=Uuid))
    each = ordered(select(Kunde).where(Kunde.status_id == Kundestatus.id), Kunde, after)
    size = bindparam("antall", type_=Integer)
    kunde = aliased(Kunde, each.correlate(Kundestatus).limit(size).lateral())
    stmt = _rows(kunde, start=Kundestatus).where(status_group(status))
    return stmt.order_by(kunde.sortering, kunde.id).limit(size)


def _rows(kunde: Any, *more: ColumnElement[Any], start: Any = None) -> Select[*tuple[Any, ...]]:
    """What the list shows; `leser_id` is given when it is asked."""
    lenke, forelder = aliased(KundeForelder), aliased(Kunde)
    return (
        select(
            kunde.id,
            kunde.sortering,
            kunde.navn,
            kunde.kundenr,
            kunde.orgnr,
            kunde.poststed,
            kunde.sist_kontakt_tid,
            Kundestatus.kode,
            Kundestatus.navn.label("status"),
            Kundestatus.tone,
            Bruker.navn.label("ansvarlig"),
            forelder.navn.label("forelder"),
            Favoritt.id.is_not(None).label("favoritt"),
            *more,
        )
        .select_from(kunde if start is None else join(start, kunde, true()))
        .outerjoin(Bruker, Bruker.id == kunde.kundeansvarlig_id)
        .outerjoin(lenke, and_(lenke.kunde_id == kunde.id, holds_on(lenke, today())))
        .outerjoin(forelder, forelder.id == lenke.forelder_id)
        .outerjoin(
            Favoritt,
            and_(Favoritt.kunde_id == kunde.id, Favoritt.bruker_id == bindparam("leser_id", type_=Uuid)),
        )
    )


def _far(kunde: Any, valg: Filter) -> list[ColumnElement[Any]]:
    """How far a row is from the place of the filter."""
    return [distance_km(kunde, valg.naer, valg.punkt).label("avstand_km")] if valg.naer else []


def _bare(kunde: Any) -> Select[*tuple[Any, ...]]:
    return select(kunde.id)


def _page(
    session: Session, stmt: Select[*tuple[Any, ...]], who: Leser, size: int
) -> Page[Row[*tuple[Any, ...]]]:
    return _cut(session.execute(stmt.limit(size + 1), {"leser_id": who.bruker_id}).all(), size)


def _cut(rows: Sequence[Row[*tuple[Any, ...]]], size: int) -> Page[Row[*tuple[Any, ...]]]:
    return cut(rows, mark=lambda row: (row.sortering, row.id), size=size)


@dataclass(frozen=True)
class Visning:
    """A saved view as the list offers it."""

    id: UUID
    navn: str
    filter: str
    er_min: bool
    er_delt: bool


@dataclass(frozen=True)
class Valgbare:
    """What the list offers to choose from, all of it from one statement."""

    #: (id, name)
    ansvarlige: Sequence[tuple[UUID, str]]
    visninger: Sequence[Visning]
    #: (id, name) of lists that hold, and of the one that is shown.
    lister: Sequence[tuple[UUID, str]]
    #: Own fields of customers in use, in the agency's order.
    felter: Sequence[Felt] = ()


def list_valgbare(
    session: Session, *, bruker_id: UUID | None, avdeling_id: UUID | None, liste_id: UUID | None = None
) -> Valgbare:
    """Who may be responsible, and the views and lists this reader has and shares; each by name. One statement."""
    leser = Leser(bruker_id, avdeling_id)
    mine = LagretVisning.bruker_id == leser.bruker_id
    rows = session.execute(
        union_all(
            select(
                literal("ansvarlig").label("slag"),
                Bruker.id,
                Bruker.navn,
                literal("").label("filter"),
                false(),
                false(),
            )
            .where(Bruker.er_aktiv.is_(True))
            .limit(500),
            select(
                literal("visning"),
                LagretVisning.id,
                LagretVisning.navn,
                LagretVisning.filter,
                func.coalesce(mine, false()),
                LagretVisning.deling != Deling.MEG,
            )
            .where(LagretVisning.slag == Visningsslag.KUNDER, shared_with(LagretVisning, leser))
            .limit(100),
            select(literal("liste"), Liste.id, Liste.navn, literal(""), false(), false())
            .where(shared_with(Liste, leser), Liste.slag == KUNDE, or_(holds(today()), Liste.id == liste_id))
            .limit(MOST),
            select(literal("felt"), EgetFelt.id, EgetFelt.navn, _FELT, false(), false()).where(
                EgetFelt.gjelder == Feltgjelder.KUNDE, EgetFelt.i_bruk
            ),
        )
    ).all()
    named = sorted(rows, key=lambda row: sort_key(row.navn))
    return Valgbare(
        [(row.id, row.navn) for row in named if row.slag == "ansvarlig"],
        [Visning(*row[1:]) for row in named if row.slag == "visning"],
        [(row.id, row.navn) for row in named if row.slag == "liste"],
        _fields(row for row in named if row.slag == "felt"),
    )


#: What a field is, as the text of the union's fourth column.
_FELT = cast(func.json_build_array(EgetFelt.rekkefoelge, EgetFelt.slag, EgetFelt.valg), Text)


def _fields(rows: Iterable[Any]) -> list[Felt]:
    read = sorted(((loads(row.filter), row) for row in rows), key=lambda pair: pair[0][0])
    return [Felt(row.id, row.navn, Feltslag(slag), tuple(valg)) for (_place, slag, valg), row in read]


def list_avdelinger(session: Session) -> Sequence[Row[UUID, str]]:
    """Our offices: (id, name). One statement."""
    return session.execute(select(Avdeling.id, Avdeling.navn).order_by(Avdeling.navn).limit(200)).all()


def list_adresser(session: Session, *, kunde_id: UUID) -> Sequence[Adresse]:
    """The customer's addresses as entities. One statement."""
    return session.scalars(
        select(Adresse).where(Adresse.kunde_id == kunde_id).execution_options(populate_existing=True)
    ).all()


@dataclass(frozen=True)
class Steder:
    """What the filters of place offer: (number, name)."""

    fylker: Sequence[tuple[str, str]]
    kommuner: Sequence[tuple[str, str]]


def list_places(session: Session, *, fylke: str) -> Steder:
    """Counties, and the municipalities of the chosen one. Two statements the first time, then from memory."""
    return Steder(
        _remembered("", lambda: list_fylker(session)),
        _remembered(fylke, lambda: list_kommuner(session, fylkesnr=fylke)) if fylke else (),
    )


#: Register data change once a year; each process asks again after an hour.
_PLACES: dict[str, tuple[float, Sequence[tuple[str, str]]]] = {}
_AN_HOUR = 3_600


def _remembered(key: str, load: Callable[[], Sequence[tuple[str, str]]]) -> Sequence[tuple[str, str]]:
    held = _PLACES.get(key)
    if held is None or monotonic() - held[0] > _AN_HOUR or not held[1]:
        held = _PLACES[key] = (monotonic(), load())
    return held[1]


def get_kommunenr(session: Session, *, postnr: str | None) -> str | None:
    """The municipality of a post code; None when unknown. One statement."""
    found = get_poststed(session, postnr=postnr) if postnr else None
    return found.kommunenr if found else None
