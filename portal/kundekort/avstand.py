"""How far customers are from a place, in kilometres as the crow flies, worked out in the database.

The place is a post code or the name of a place or municipality; the register gives its coordinates inside the same
statement, so that the list, its export and everything else that narrows by the filter ask the same question.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Double, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from portal.db.sorting import sort_key
from portal.registers.models import Kommune, Postnummer

RADIUS_KM = 6_371.0
KM_PER_DEGREE = 111.2
#: What one may choose, and what counts when a place is given alone.
VALG_KM = (5, 10, 20, 30, 50, 100, 200)
VANLIG_KM = 30
MOST_KM = 2_000


@dataclass(frozen=True)
class Punkt:
    """The place distances are counted from. `noeyaktig` is False when it is only the municipality's centre."""

    navn: str
    noeyaktig: bool
    breddegrad: float | None
    lengdegrad: float | None


def read_km(text: str) -> int:
    """Whole kilometres of an address; the usual number when there are none."""
    km = int(text[:5]) if text.isascii() and text.isdigit() else 0
    return min(km, MOST_KM) or VANLIG_KM


def distance_km(kunde: Any, naer: str, punkt: Punkt | None = None) -> ColumnElement[float]:
    """Kilometres from the place to a customer; NULL when one of them is not known. Great circle (haversine)."""
    lat, lon = _place(naer, punkt)
    half = func.power(func.sin(func.radians(kunde.breddegrad - lat) / 2), 2) + (
        func.cos(func.radians(lat))
        * func.cos(func.radians(kunde.breddegrad))
        * func.power(func.sin(func.radians(kunde.lengdegrad - lon) / 2), 2)
    )
    return 2 * RADIUS_KM * func.asin(func.sqrt(func.least(1.0, half)))


def within(kunde: Any, naer: str, km: float, punkt: Punkt | None = None) -> ColumnElement[bool]:
    """The customer is no further from the place: a box for the index first, then the exact distance."""
    lat, lon = _place(naer, punkt)
    high = km / KM_PER_DEGREE
    wide = high / func.cos(func.radians(func.least(85.0, lat + high)))
    return and_(
        kunde.breddegrad.between(lat - high, lat + high),
        kunde.lengdegrad.between(lon - wide, lon + wide),
        distance_km(kunde, naer, punkt) <= km,
    )


#: Places that were found, for an hour: register data change once a year. Each agency's are the same.
_FOUND: OrderedDict[str, tuple[float, Punkt]] = OrderedDict()
_AN_HOUR, _MOST_FOUND = 3_600, 500


def find_punkt(session: Session, *, naer: str) -> Punkt | None:
    """The place by name; None when the register does not know it. One statement the first time, then from memory."""
    held = _FOUND.get(naer)
    if held is not None and monotonic() - held[0] < _AN_HOUR:
        return held[1]
    found = _load(session, naer)
    if found is not None:
        _FOUND[naer] = (monotonic(), found)
        if len(_FOUND) > _MOST_FOUND:
            _FOUND.popitem(last=False)
    return found


def _load(session: Session, naer: str) -> Punkt | None:
    lat, lon = _point(naer)
    row = session.execute(
        select(
            func.count(),
            func.min(Postnummer.poststed),
            func.bool_and(Postnummer.breddegrad.is_not(None)),
            select(func.min(Kommune.navn)).where(Kommune.sortering == sort_key(naer)).scalar_subquery(),
            lat,
            lon,
        ).where(_named(naer))
    ).one()
    codes, place, exact, kommune, breddegrad, lengdegrad = row
    if not codes:
        return Punkt(kommune, False, breddegrad, lengdegrad) if kommune else None  # noqa: FBT003 - as the field says
    return Punkt(f"{naer} {place}" if naer.isdigit() else place, bool(exact), breddegrad, lengdegrad)


def _place(naer: str, punkt: Punkt | None) -> tuple[Any, Any]:
    """Numbers when the place has been looked up: then the planner knows how many live there."""
    if punkt is None or punkt.breddegrad is None:
        return _point(naer)
    return literal(punkt.breddegrad, Double), literal(punkt.lengdegrad, Double)


def _named(naer: str) -> ColumnElement[bool]:
    return or_(Postnummer.nr == naer, Postnummer.sortering == sort_key(naer))


@lru_cache(maxsize=256)
def _point(naer: str) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Latitude and longitude: the middle of the post codes of that number or name, else the municipality's centre.

    Worked out once in a statement, however often it is used there: the same CTE each time.
    """
    if not sort_key(naer):
        return literal(None), literal(None)

    def middle(own: Any, centre: Any) -> ColumnElement[float]:
        whole = select(func.avg(getattr(named, own.key))).where(named.sortering == sort_key(naer))
        return func.coalesce(func.avg(func.coalesce(own, centre)), whole.scalar_subquery())

    centre, named = aliased(Kommune), aliased(Kommune)
    punkt = (
        select(
            middle(Postnummer.breddegrad, centre.breddegrad).label("lat"),
            middle(Postnummer.lengdegrad, centre.lengdegrad).label("lon"),
        )
        .select_from(Postnummer)
        .outerjoin(centre, centre.nr == Postnummer.kommunenr)
        .where(_named(naer))
        .cte("punkt")
    )
    return select(punkt.c.lat).scalar_subquery(), select(punkt.c.lon).scalar_subquery()
