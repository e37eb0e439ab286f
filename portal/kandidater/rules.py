"""Small rules of the room: names of competence, ends of periods."""

from datetime import date, timedelta

from portal.db.words import fold


def skill_key(navn: str) -> str:
    """The folded name that requirements are compared with: «Truck T1–T4» and «truck t1-t4» are the same."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(navn)).split())


def first_day_after(siste_dag: date | None) -> date | None:
    """The last day people say, as the half-open end that is stored."""
    return siste_dag + timedelta(days=1) if siste_dag is not None else None


def last_day(gyldig_til: date | None) -> date | None:
    """A half-open end as people say it: the last day that counts."""
    return gyldig_til - timedelta(days=1) if gyldig_til is not None else None
