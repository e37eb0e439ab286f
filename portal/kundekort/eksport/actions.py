"""The log of what left as a file."""

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.kundekort.utvalg import Utvalg


def registrer_eksport(session: Session, *, format: str, antall: int, utvalg: Utvalg) -> None:
    """Write down who took how many customers out, and which: the filter, or how many rows were ticked."""
    hva = str(utvalg) if utvalg.valg is not None else "valgte"
    record(session, "kunder.eksportert", format=format, antall=antall, utvalg=hva)
