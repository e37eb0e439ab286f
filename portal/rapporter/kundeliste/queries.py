"""The customers in groups: a row for each in order, a page at a time, and how many there are of each.

A page costs the same for a thousand customers and for a million: groups, and counties inside them, are few and known,
and inside each of them the customers stand in an index in the order they are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    Uuid,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.sorting import sort_key
from portal.identity.models import Bruker
from portal.kundekort.kunder.queries import list_places
from portal.kundekort.models import Engasjement, Kunde, Kundestatus, Person
from portal.kundekort.search import find_words
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Filter, Leser, filtered
from portal.registers.models import Kommune
from portal.tenancy.models import Avdeling
from portal.web.paging import COUNT_CAP, Page, cut, plain_text, read_mark

#: What makes the group of a customer, and where the groups are.
_GROUPS: dict[str, tuple[Any, Any]] = {
    "avdeling": (Kunde.avdeling_id, Avdeling),
    "status": (Kunde.status_id, Kundestatus),
    "ansvarlig": (Kunde.kundeansvarlig_id, Bruker),
}
#: Stretches that are asked for at first, and how many times more each time they did not fill the page.
FIRST_ASKED, MORE_ASKED = 8, 8
#: A county that stands in no register, or none at all.
_OTHER = ""


@dataclass(frozen=True)
class Stretch:
    """A part of the list that an index holds in order: a group, or one county in it (None: they are not apart)."""

    gruppe_id: UUID | None
    fylkesnr: str | None

    @property
    def mark(self) -> tuple[str, str]:
        """How it stands in the mark of a page."""
        return str(self.gruppe_id or ""), self.fylkesnr or ""


def list_rader(
    session: Session,
    *,
    valg: Filter,
    leser: Leser,
    gruppe: str,
    sorter: str,
    most: int,
    etter: str | None = None,
) -> Page[Any]:
    """The next rows, group by group. Two statements, and one more for words.

    A few stretches are asked at a time, then more of them while the page is not full: three statements more at the
    most, where nearly all are empty.

    Rows: gruppe_id, gruppe, id, kundenr, navn, status, ansvarlig, avdeling, telefon, epost, kontakt, kontakttelefon,
    poststed, fylke.
    """
    stretches = _list_stretches(session, gruppe, sorter)
    counties = sorted({each.fylkesnr for each in stretches if each.fylkesnr})
    begin, after = _read_mark(stretches, etter)
    base = _narrowed(session, select(Kunde.id, Kunde.sortering), valg, leser)
    base = base.order_by(Kunde.sortering, Kunde.id)
    rows: list[Any] = []
    asked = FIRST_ASKED
    while begin < len(stretches) and len(rows) <= most:
        chosen = list(enumerate(stretches))[begin : begin + asked]
        size = most + 1 - len(rows)
        parts = _parts(base.limit(size), _GROUPS[gruppe][0], chosen, counties, after)
        side = _first_of(parts, size)
        stmt = _shown(gruppe, side).order_by(side.c.plass, side.c.sortering, side.c.id)
        rows += session.execute(stmt).all()
        begin, after, asked = begin + asked, None, asked * MORE_ASKED
    return cut(rows, mark=lambda row: (*stretches[row.plass].mark, row.sortering, row.id), size=most)


def _parts(
    base: Select[*tuple[Any, ...]],
    key: Any,
    chosen: Sequence[tuple[int, Stretch]],
    counties: Sequence[str],
    after: tuple[str, UUID] | None,
) -> list[Select[*tuple[Any, ...]]]:
    """(plass, id, sortering) of the first customers of each stretch; of the first one those that come `after`."""
    parts: list[Any] = []
    if after is not None:
        (first, stretch), *chosen = chosen
        rest = base.where(
            _is(key, stretch.gruppe_id),
            _in_county(stretch.fylkesnr, counties),
            tuple_(Kunde.sortering, Kunde.id) > tuple_(*after),
        ).subquery()
        parts.append(select(literal(first, Integer).label("plass"), rest.c.id, rest.c.sortering))
    for without_group in (False, True):
        for other in (False, True):
            alike = [
                (place, each)
                for place, each in chosen
                if (each.gruppe_id is None) is without_group and (each.fylkesnr == _OTHER) is other
            ]
            if not alike:
                continue
            of = _values(alike)
            county = _OTHER if other else None if alike[0][1].fylkesnr is None else of.c.fylkesnr
            held = base.where(
                _is(key, None if without_group else of.c.gruppe_id), _in_county(county, counties)
            ).lateral()
            parts.append(select(of.c.plass, held.c.id, held.c.sortering).select_from(of).join(held, true()))
    return parts


def count_groups(
    session: Session, *, valg: Filter, leser: Leser, gruppe: str, ids: Sequence[UUID | None]
) -> dict[UUID | None, int]:
    """How many customers each of these groups has, at most COUNT_CAP. One statement, and one more for words."""
    if not ids:
        return {}
    key, _model = _GROUPS[gruppe]
    base = _narrowed(session, select(Kunde.id), valg, leser).limit(COUNT_CAP)
    of = _values([(place, Stretch(each, None)) for place, each in enumerate(ids) if each is not None])
    held = select(func.count().label("antall")).select_from(
        base.where(key == of.c.gruppe_id).correlate(of).subquery()
    )
    counted = held.correlate(of).lateral()
    stmt: Any = select(of.c.gruppe_id, counted.c.antall).select_from(of).join(counted, true())
    if None in ids:
        without = select(func.count()).select_from(base.where(key.is_(None)).subquery())
        stmt = union_all(stmt, select(cast(null(), Uuid), without.scalar_subquery()))
    return {row[0]: row[1] for row in session.execute(stmt)}


def _narrowed(
    session: Session, stmt: Select[*tuple[Any, ...]], valg: Filter, leser: Leser
) -> Select[*tuple[Any, ...]]:
    treff = find_words(session, q=valg.q)
    stmt = filtered(stmt, Kunde, valg, leser)
    return stmt if treff is None else stmt.where(*treff.conditions(Kunde))


def _list_stretches(session: Session, gruppe: str, sorter: str) -> list[Stretch]:
    """All there can be, in the order of the list: statuses in the agency's order, the others by name. One statement."""
    _key, model = _GROUPS[gruppe]
    place = Kundestatus.rekkefoelge if gruppe == "status" else literal(0)
    rows = session.execute(select(model.id, model.navn, place.label("plass"))).all()
    groups: list[UUID | None] = [
        row.id for row in sorted(rows, key=lambda row: (row.plass, sort_key(row.navn), row.id))
    ]
    if gruppe != "status":  # nobody is without one
        groups.append(None)
    if sorter != "fylke":
        return [Stretch(each, None) for each in groups]
    counties = [nr for nr, _navn in list_places(session, fylke="").fylker]
    return [Stretch(each, nr) for each in groups for nr in (*counties, _OTHER)]


def _read_mark(stretches: Sequence[Stretch], etter: str | None) -> tuple[int, tuple[str, UUID] | None]:
    """In which stretch the page begins, and after which (sortering, id) in it; the first when the mark is of no use."""
    mark = read_mark(etter, plain_text, plain_text, plain_text, UUID)
    places = {each.mark: place for place, each in enumerate(stretches)}
    if mark is None or mark[:2] not in places:
        return 0, None
    return places[mark[:2]], mark[2:]


def _is(key: Any, value: Any) -> ColumnElement[bool]:
    """An index finds a value by one condition and NULL by another."""
    found: ColumnElement[bool] = key.is_(None) if value is None else key == value
    return found


def _in_county(value: Any, known: Sequence[str]) -> ColumnElement[bool]:
    if value is None:
        return true()
    if isinstance(value, str) and value == _OTHER:
        return or_(Kunde.fylkesnr.is_(None), Kunde.fylkesnr.not_in(known))
    return _is(Kunde.fylkesnr, value)


def _values(chosen: Sequence[tuple[int, Stretch]]) -> Any:
    """Stretches as rows, in order: so the database can stop at the first that fill the page."""
    rows = func.unnest(
        literal([place for place, _each in chosen], ARRAY(Integer)),
        literal([each.gruppe_id for _place, each in chosen], ARRAY(Uuid)),
        literal([each.fylkesnr for _place, each in chosen], ARRAY(Text)),
    ).table_valued(
        column("plass", Integer), column("gruppe_id", Uuid), column("fylkesnr", Text(collation="C"))
    )
    verdier = rows.render_derived()
    return select(verdier).order_by(verdier.c.plass).subquery()


def _first_of(parts: Sequence[Any], size: int) -> Any:
    """The first rows of them all: sorted and cut before anything more is looked up."""
    every = union_all(*parts).subquery()
    return select(every).order_by(every.c.plass, every.c.sortering, every.c.id).limit(size).subquery("side")


def _shown(gruppe: str, side: Any) -> Select[Any]:
    model = _GROUPS[gruppe][1]
    held = aliased(Kommune)
    fylke = (
        select(func.min(held.fylke)).where(held.fylkesnr == cast(Kunde.fylkesnr, String)).scalar_subquery()
    )
    contact = (
        select(
            Person.navn,
            func.coalesce(func.nullif(Person.mobil, ""), Engasjement.telefon).label("telefon"),
        )
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.kunde_id == Kunde.id, holds_on(Engasjement, today()))
        .order_by(Engasjement.er_noekkel.desc(), Person.sortering)
        .limit(1)
        .correlate(Kunde)
        .lateral("kontakt")
    )
    return (
        select(
            side.c.plass,
            side.c.sortering,
            model.id.label("gruppe_id"),
            model.navn.label("gruppe"),
            Kunde.id,
            Kunde.kundenr,
            Kunde.navn,
            Kundestatus.navn.label("status"),
            Bruker.navn.label("ansvarlig"),
            Avdeling.navn.label("avdeling"),
            Kunde.telefon,
            Kunde.epost,
            contact.c.navn.label("kontakt"),
            contact.c.telefon.label("kontakttelefon"),
            Kunde.poststed,
            fylke.label("fylke"),
        )
        .select_from(side)
        .join(Kunde, Kunde.id == side.c.id)
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .outerjoin(Bruker, Bruker.id == Kunde.kundeansvarlig_id)
        .outerjoin(Avdeling, Avdeling.id == Kunde.avdeling_id)
        .outerjoin(contact, true())
    )
