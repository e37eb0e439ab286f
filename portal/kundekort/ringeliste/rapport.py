"""Visit and call report: customers by distance from a place, with the last talk; and a call list made of some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, func, literal, select, true, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from portal.audit.record import actor_of
from portal.db.clock import now, today
from portal.identity.models import Bruker
from portal.kundekort.avstand import distance_km, within
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
    Engasjement,
    Kunde,
    Person,
    Ringelinje,
)
from portal.kundekort.ringeliste.actions import legg_paa_ringeliste
from portal.kundekort.ringeliste.rules import USUAL_DAYS, Linjedata
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Filter, Leser, filtered
from portal.messaging.models import Dialogmelding, Retning
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

#: Parts of the distance that are tried before all of it.
CIRCLES = (64, 16, 4, 2)
#: Customers that can be ticked at a time: several pages stand below each other.
MOST = 10 * PAGE_SIZE


@dataclass(frozen=True)
class Laget:
    """What came of making a call list: contacts put on it, customers with nobody to call, and those on it before."""

    lagt_til: int
    uten_kontakt: int
    sto_der: int


def list_rapport(
    session: Session, *, valg: Filter, leser: Leser, stille_dager: int = 0, etter: str | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """The nearest first: id, navn, poststed, breddegrad, lengdegrad, avstand_km, siste_tid, siste_av, kontakt …

    `stille_dager` leaves out those somebody talked with later than so many days ago. Two statements: the first finds
    the smallest circle that fills the page, so that a city's customers are not all measured and sorted for fifty.
    """
    mark = read_mark(etter, float, UUID)
    radius = _radius(session, valg, leser, stille_dager, mark)
    near = _near(valg, leser, stille_dager, mark, radius)
    km = near.selected_columns.avstand_km
    side = near.order_by(km, Kunde.id).limit(PAGE_SIZE + 1).subquery()
    kunde = aliased(Kunde)
    last = _last_talk(kunde)
    first = (
        select(
            Person.navn, func.coalesce(func.nullif(Person.mobil, ""), Engasjement.telefon).label("telefon")
        )
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.kunde_id == side.c.id, holds_on(Engasjement, today()))
        .order_by(Engasjement.er_noekkel.desc(), Person.sortering, Engasjement.id)
        .limit(1)
        .correlate(side)
        .lateral("kontakt")
    )
    rows = session.execute(
        select(
            kunde.id,
            kunde.navn,
            kunde.poststed,
            kunde.breddegrad,
            kunde.lengdegrad,
            side.c.avstand_km,
            last.c.tid.label("siste_tid"),
            last.c.av.label("siste_av"),
            last.c.ikon.label("siste_ikon"),
            first.c.navn.label("kontakt"),
            first.c.telefon,
        )
        .select_from(side)
        .join(kunde, kunde.id == side.c.id)
        .outerjoin(last, true())
        .outerjoin(first, true())
        .order_by(side.c.avstand_km, side.c.id)
    ).all()
    return cut(rows, mark=lambda row: (repr(row.avstand_km), row.id), size=PAGE_SIZE)


def _near(
    valg: Filter, leser: Leser, stille_dager: int, mark: tuple[Any, ...] | None, radius: float
) -> Select[*tuple[Any, ...]]:
    """(id, avstand_km) of those within the radius that belong in the report, after `mark`."""
    km = distance_km(Kunde, valg.naer, valg.punkt)
    stmt = filtered(select(Kunde.id, km.label("avstand_km")), Kunde, valg, leser)
    if radius < valg.km:
        stmt = stmt.where(within(Kunde, valg.naer, radius, valg.punkt))
    if stille_dager:
        last = _last_talk(Kunde)
        quiet = func.coalesce(last.c.tid < now() - timedelta(days=stille_dager), true())
        stmt = stmt.outerjoin(last, true()).where(quiet)
    return stmt.where(tuple_(km, Kunde.id) > tuple_(*mark)) if mark else stmt


def _radius(
    session: Session, valg: Filter, leser: Leser, stille_dager: int, mark: tuple[Any, ...] | None
) -> float:
    """The smallest of a few circles that holds the page and one more; the whole distance when none does."""
    begins = mark[0] if mark else 0.0
    circles = [begins + valg.km / part for part in CIRCLES if begins + valg.km / part < valg.km]
    if not circles:
        return valg.km
    counts = []
    for radius in circles:
        some = _near(valg, leser, stille_dager, mark, radius).limit(PAGE_SIZE + 1).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery())
    full = case(
        *[(antall > PAGE_SIZE, place) for place, antall in enumerate(counts)], else_=None
    )  # the first that is full ends it: the wider ones are not counted
    place = session.scalar(select(full))
    return valg.km if place is None else circles[place]


def _last_talk(kunde: Any) -> Any:
    """(tid, av, ikon) of a customer's last talk: what an employee did and has not removed, or wrote and not withdrawn.

    The records themselves are read: they say when it was, and they follow the customer when cards are merged. Each half
    reads one row of an index.
    """
    done = (
        select(Dagbokaktivitet.tid, Bruker.navn.label("av"), Aktivitetstype.ikon.label("ikon"))
        .join(Bruker, Bruker.id == Dagbokaktivitet.bruker_id)
        .join(Aktivitetstype, Aktivitetstype.id == Dagbokaktivitet.type_id)
        .where(
            Dagbokaktivitet.kunde_id == kunde.id,
            Dagbokaktivitet.tilstand == Aktivitetstilstand.UTFOERT,
            Dagbokaktivitet.slettet_tid.is_(None),
        )
        .order_by(Dagbokaktivitet.tid.desc(), Dagbokaktivitet.id.desc())
        .limit(1)
        .correlate(kunde)
    )
    written = (
        select(
            Dialogmelding.opprettet_tid.label("tid"), Dialogmelding.aktoer_navn, literal("mail").label("ikon")
        )
        .where(
            Dialogmelding.kunde_id == kunde.id,
            Dialogmelding.retning == Retning.UT,
            Dialogmelding.aktoer_slag == "ansatt",  # what the portal sent for a worker is no talk
            Dialogmelding.hemmelig.is_(False),  # nor is a code
            Dialogmelding.trukket_tid.is_(None),
        )
        .order_by(Dialogmelding.opprettet_tid.desc(), Dialogmelding.id.desc())
        .limit(1)
        .correlate(kunde)
    )
    both = union_all(done, written).subquery("samtaler")
    return select(both).order_by(both.c.tid.desc()).limit(1).correlate(kunde).lateral("siste")


def days_since(tid: datetime | None) -> int | None:
    """Whole days since a talk."""
    return (now() - tid).days if tid else None


def lag_ringeliste(session: Session, *, kunde_ids: Sequence[UUID]) -> Laget:
    """Put the first contact of each customer on the actor's call list, to be called now; key contacts come first.

    Raises NotFound as for one contact; a customer that is not the agency's gives nothing.
    """
    rank = func.row_number().over(
        partition_by=Engasjement.kunde_id,
        order_by=(Engasjement.er_noekkel.desc(), Person.sortering, Engasjement.id),
    )
    ranked = (
        select(Engasjement.id, Engasjement.kunde_id, rank.label("nr"))
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.kunde_id.in_(kunde_ids), holds_on(Engasjement, today()))
        .subquery()
    )
    first = list(session.scalars(select(ranked.c.id).where(ranked.c.nr == 1)))
    on_it = set(
        session.scalars(
            select(Ringelinje.engasjement_id).where(
                and_(Ringelinje.bruker_id == actor_of(session).id, Ringelinje.engasjement_id.in_(first))
            )
        )
    )
    known = session.scalar(select(func.count()).where(Kunde.id.in_(kunde_ids))) or 0
    for kontakt_id in first:
        if kontakt_id not in on_it:
            legg_paa_ringeliste(session, kontakt_id=kontakt_id, data=Linjedata(USUAL_DAYS, today()))
    return Laget(len(first) - len(on_it), known - len(first), len(on_it))
