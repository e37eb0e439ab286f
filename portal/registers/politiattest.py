"""Police certificates: an employer may ask for one only where a law says so. Which laws are rows of the register."""

from datetime import date

from sqlalchemy.orm import Session

from portal.db.words import fold
from portal.registers.queries import Regel, list_lovregler

#: Codes of the legal grounds: `politiattest.barnehage` and the like.
GROUNDS = "politiattest."
_NAMES = ("politiattest", "vandelsattest")


def is_police_certificate(navn: str) -> bool:
    """By its name, however it is spelt: «Politiattest, utvidet» too. What is one is kept without its content."""
    plain = "".join(sign for sign in fold(navn) if sign.isalnum())
    return any(name in plain for name in _NAMES)


def list_attesthjemler(session: Session, *, dato: date) -> list[Regel]:
    """The laws that let an employer ask on the day, in the register's order. One statement."""
    return list(list_lovregler(session, dato=dato, prefiks=GROUNDS).values())
