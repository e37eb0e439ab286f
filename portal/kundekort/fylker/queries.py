"""How many customers each county has."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kundekort.models import Kunde
from portal.kundekort.utvalg import Filter, Leser, filtered
from portal.registers.queries import list_fylker


@dataclass(frozen=True)
class Fylkestall:
    """A county with its customers. `trinn` 0–4 is the shade of its tile."""

    nr: str
    navn: str
    antall: int
    trinn: int


def list_fylkestall(session: Session, *, valg: Filter, leser: Leser) -> tuple[list[Fylkestall], int]:
    """Every county in Norwegian order, and how many customers are in none. Two statements.

    Counts the customers the list shows with the same filter.
    """
    stmt = filtered(select(Kunde.fylkesnr, func.count().label("antall")), Kunde, valg, leser)
    counts = {row.fylkesnr: row.antall for row in session.execute(stmt.group_by(Kunde.fylkesnr))}
    most = max(counts.values(), default=0)
    fylker = [
        Fylkestall(nr, navn, counts.get(nr, 0), _shade(counts.get(nr, 0), most))
        for nr, navn in list_fylker(session)
    ]
    known = sum(fylke.antall for fylke in fylker)
    return fylker, sum(counts.values()) - known


def _shade(antall: int, most: int) -> int:
    """0 for none, then four steps up to the most."""
    return 0 if antall == 0 else 1 + min(3, 4 * (antall - 1) // max(most, 1))
