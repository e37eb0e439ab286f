"""The list of customers: filters, search by words, capped count, and what the forms offer to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    join,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.sorting import sort_key
from portal.db.words import MAX_CANDIDATES, candidate_prefix, query_words, rank_by_distance
from portal.identity.models import Bruker
from portal.kundekort.models import Adresse, Kunde, KundeForelder, Kundestatus, Soekeord, Statusflagg
from portal.kundekort.search import LAST, SCAN, Treff, find_words
from portal.kundekort.tree import holds_on
from portal.registers.queries import get_poststed, list_fylker, list_kommuner
from portal.tenancy.models import Avdeling
from portal.web.paging import PAGE_SIZE, Page, capped_count, cut, make_mark, plain_text, read_mark


@dataclass(frozen=True)
class Filter:
    """What the list shows; every part stands in the address."""

    q: str = ""
    #: "" is all that the standard search finds; aktiv, potensiell, sperret, inaktiv or alle
    status: str = ""
    #: alle, mine or avdeling
    hvem: str = "alle"
    #: Two digits.
    fylke: str = ""
    #: Four digits.
    kommune: str = ""
    ansvarlig_id: UUID | None = None

    @property
    def only_status(self) -> bool:
        """Nothing but the group of statuses narrows the list."""
        narrowed = self.hvem in {"mine", "avdeling"} or self.ansvarlig_id or self.fylke or self.kommune
        return not (self.q or narrowed)


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
    size: int = PAGE_SIZE,
) -> Kundeliste:
    """One page in Norwegian order with its count. Two statements, whatever the number of rows; three at the most.

    Rows: id, navn, kundenr, orgnr, poststed, status (kode, navn, tone), ansvarlig, forelder, sist_kontakt_tid.
    """
    who = Innlogget(bruker_id, avdeling_id)
    treff = find_words(session, q=valg.q)
    after = read_mark(etter, plain_text, UUID)
    if treff is None:
        if valg.only_status:
            values = dict(zip(("sortering", "id"), after or (), strict=False)) | {"antall": size + 1}
            stmt = _by_status(valg.status, begins=after is None, _dag=today())
            page = _cut(session.execute(stmt, values).all(), size)
        else:
            page = _page(session, _ordered(_filtered(_rows(Kunde), Kunde, valg, who), Kunde, after), size)
        counted = capped_count(session, _filtered(_bare(Kunde), Kunde, valg, who))
        return Kundeliste(page.rows, page.next_mark, counted)
    if treff.ids is not None:
        stmt = _filtered(_rows(Kunde, func.count().over().label("alle")), Kunde, valg, who)
        page = _page(session, _ordered(stmt.where(*treff.conditions(Kunde)), Kunde, after), size)
        if after is not None:
            hits = _filtered(_bare(Kunde), Kunde, valg, who).where(*treff.conditions(Kunde))
            return Kundeliste(page.rows, page.next_mark, capped_count(session, hits))
        return Kundeliste(page.rows, page.next_mark, page.rows[0].alle if page.rows else 0)
    return _walk(session, treff, valg, who, after=after, size=size)


@dataclass(frozen=True)
class Innlogget:
    """Whose «mine» and whose office."""

    bruker_id: UUID | None
    avdeling_id: UUID | None


def _walk(
    session: Session,
    treff: Treff,
    valg: Filter,
    who: Innlogget,
    *,
    after: tuple[Any, ...] | None,
    size: int,
) -> Kundeliste:
    """A query of common words: the next SCAN customers in order are asked. A short page may have more after it."""
    part = _filtered(select(Kunde), Kunde, valg, who)
    scanned = _ordered(part, Kunde, after).limit(SCAN).subquery()
    kunde = aliased(Kunde, scanned)
    stmt = _rows(kunde).join(Kundestatus, Kundestatus.id == kunde.status_id).where(*treff.conditions(kunde))
    page = _page(session, stmt.order_by(kunde.sortering, kunde.id), size)
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

    Made once a day; `size`, and after the first page `sortering` and `id`, are given when it is asked.
    """
    after = None if begins else (bindparam("sortering", type_=Text), bindparam("id", type_=Uuid))
    each = _ordered(select(Kunde).where(Kunde.status_id == Kundestatus.id), Kunde, after)
    size = bindparam("antall", type_=Integer)
    kunde = aliased(Kunde, each.correlate(Kundestatus).limit(size).lateral())
    stmt = _rows(kunde, start=Kundestatus).where(_status(status))
    return stmt.order_by(kunde.sortering, kunde.id).limit(size)


def _rows(kunde: Any, *more: ColumnElement[Any], start: Any = None) -> Select[*tuple[Any, ...]]:
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
            *more,
        )
        .select_from(kunde if start is None else join(start, kunde, true()))
        .outerjoin(Bruker, Bruker.id == kunde.kundeansvarlig_id)
        .outerjoin(lenke, and_(lenke.kunde_id == kunde.id, holds_on(lenke, today())))
        .outerjoin(forelder, forelder.id == lenke.forelder_id)
    )


def _bare(kunde: Any) -> Select[*tuple[Any, ...]]:
    return select(kunde.id)


def _filtered(
    stmt: Select[*tuple[Any, ...]], kunde: Any, valg: Filter, who: Innlogget
) -> Select[*tuple[Any, ...]]:
    stmt = stmt.join(Kundestatus, Kundestatus.id == kunde.status_id).where(_status(valg.status))
    if valg.hvem == "mine":
        stmt = stmt.where(kunde.kundeansvarlig_id == who.bruker_id)
    elif valg.hvem == "avdeling":
        stmt = stmt.where(kunde.avdeling_id == who.avdeling_id)
    if valg.ansvarlig_id is not None:
        stmt = stmt.where(kunde.kundeansvarlig_id == valg.ansvarlig_id)
    if valg.kommune:
        stmt = stmt.where(kunde.kommunenr == valg.kommune)
    elif valg.fylke:
        stmt = stmt.where(kunde.fylkesnr == valg.fylke)
    return stmt


def _ordered(
    stmt: Select[*tuple[Any, ...]], kunde: Any, after: tuple[Any, ...] | None
) -> Select[*tuple[Any, ...]]:
    if after is not None:
        stmt = stmt.where(tuple_(kunde.sortering, kunde.id) > tuple_(*after))
    return stmt.order_by(kunde.sortering, kunde.id)


def _page(session: Session, stmt: Select[*tuple[Any, ...]], size: int) -> Page[Row[*tuple[Any, ...]]]:
    return _cut(session.execute(stmt.limit(size + 1)).all(), size)


def _cut(rows: Sequence[Row[*tuple[Any, ...]]], size: int) -> Page[Row[*tuple[Any, ...]]]:
    return cut(rows, mark=lambda row: (row.sortering, row.id), size=size)


def propose_spelling(session: Session, *, q: str) -> str | None:
    """A query that may find something when `q` found nothing: the nearest stored words. One statement a word."""
    words = query_words(q)
    better = [_nearest(session, word) for word in words]
    proposal = " ".join(better)
    return proposal if better != words else None


def _nearest(session: Session, word: str) -> str:
    if word.isdigit() or len(word) < 3:
        return word
    prefix = candidate_prefix(word)
    stored = session.scalars(
        select(Soekeord.ord)
        .where(Soekeord.slag == "kunde", Soekeord.ord >= prefix, Soekeord.ord < prefix + LAST)
        .distinct()
        .order_by(Soekeord.ord)
        .limit(MAX_CANDIDATES)
    )
    ranked = rank_by_distance(word, [(found, None) for found in stored], limit=1)
    return ranked[0][0] if ranked else word


def _status(choice: str) -> ColumnElement[bool]:
    """Groups of statuses by their flags, so that the tenant's own statuses fall into place."""
    prospect = and_(
        Kundestatus.aktiv, Kundestatus.nytt_oppdrag == Statusflagg.NEI, Kundestatus.er_sperre.is_(False)
    )
    groups: dict[str, ColumnElement[bool]] = {
        "aktiv": and_(Kundestatus.aktiv, Kundestatus.nytt_oppdrag != Statusflagg.NEI),
        "potensiell": prospect,
        "sperret": Kundestatus.er_sperre.is_(True),
        "inaktiv": Kundestatus.aktiv.is_(False),
        "alle": Kundestatus.kode.is_not(None),
    }
    return groups.get(choice, Kundestatus.i_soek.is_(True))


def list_avdelinger(session: Session) -> Sequence[Row[UUID, str]]:
    """Our offices: (id, name). One statement."""
    return session.execute(select(Avdeling.id, Avdeling.navn).order_by(Avdeling.navn).limit(200)).all()


def list_adresser(session: Session, *, kunde_id: UUID) -> Sequence[Adresse]:
    """The customer's addresses as entities. One statement."""
    return session.scalars(
        select(Adresse).where(Adresse.kunde_id == kunde_id).execution_options(populate_existing=True)
    ).all()


def list_like(
    session: Session, *, orgnr: str | None, navn: str, unntatt: UUID | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Customers with the same orgnr or the same sort key: (id, navn, orgnr, kundenr), at most five. One statement."""
    same = [Kunde.sortering == sort_key(navn)] if navn else []
    if orgnr:
        same.append(Kunde.orgnr == orgnr)
    if not same:
        return []
    stmt = (
        select(Kunde.id, Kunde.navn, Kunde.orgnr, Kunde.kundenr)
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .where(or_(*same), Kundestatus.kode != "X")
        .order_by(Kunde.kundenr)
        .limit(5)
    )
    if unntatt is not None:
        stmt = stmt.where(Kunde.id != unntatt)
    return session.execute(stmt).all()


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
