"""The legal rule about writing to many, as the pages show it: dated, with its source and whether it was checked."""

from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import NotFound
from portal.registers.queries import Regel, get_lovregel

KODE = "henvendelse.samtykke"


def find_rule(session: Session) -> Regel | None:
    """The rule of today; None where the register has not been brought up to date. One statement."""
    try:
        return get_lovregel(session, kode=KODE, dato=today())
    except NotFound:
        return None
