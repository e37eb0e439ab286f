"""What a task is made of, its words, which ones a list shows, and when one that repeats is due again."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.i18n import _l
from portal.kundekort.models import Gjentakelse, Oppgavetilstand, Prioritet

#: «Forfaller snart»: days ahead.
SNART = timedelta(days=7)

PRIORITET_NAVN: dict[Prioritet, Any] = {
    Prioritet.HOEY: _l("Høy"),
    Prioritet.VANLIG: _l("Vanlig"),
    Prioritet.LAV: _l("Lav"),
}
GJENTAKELSE_NAVN: dict[Gjentakelse, Any] = {
    Gjentakelse.INGEN: _l("Gjentas ikke"),
    Gjentakelse.DAGLIG: _l("Hver dag"),
    Gjentakelse.UKENTLIG: _l("Hver uke"),
    Gjentakelse.MAANEDLIG: _l("Hver måned"),
}
TILSTAND_NAVN: dict[Oppgavetilstand, Any] = {
    Oppgavetilstand.AAPEN: _l("Åpen"),
    Oppgavetilstand.UTFOERT: _l("Utført"),
    Oppgavetilstand.AVLYST: _l("Avlyst"),
}


class Frist(StrEnum):
    """Which due dates a list shows."""

    SNART = "snart"
    FORFALT = "forfalt"
    ALLE = "alle"
    UTEN = "uten"


FRIST_NAVN: dict[Frist, Any] = {
    Frist.SNART: _l("Innen 7 dager"),
    Frist.FORFALT: _l("Forfalt"),
    Frist.ALLE: _l("Alle"),
    Frist.UTEN: _l("Uten frist"),
}


@dataclass(frozen=True)
class Oppgavedata:
    """What people write of a task."""

    tittel: str
    ansvarlig_id: UUID
    frist_dato: date | None = None
    prioritet: Prioritet = Prioritet.VANLIG
    type_id: UUID | None = None
    gjentakelse: Gjentakelse = Gjentakelse.INGEN
    beskrivelse: str = ""
    kontakt_id: UUID | None = None


@dataclass(frozen=True)
class Valg:
    """Which tasks a list shows. `ansvarlig_id` None is everybody's."""

    ansvarlig_id: UUID | None = None
    frist: Frist = Frist.SNART
    tilstand: Oppgavetilstand = Oppgavetilstand.AAPEN
    prioritet: Prioritet | None = None
    type_id: UUID | None = None
    kunde_id: UUID | None = None

    def all_open(self) -> "Valg":
        """The same with every due date."""
        return replace(self, frist=Frist.ALLE)


def next_due(frist: date, *, gjentakelse: Gjentakelse, gjentas_fra: date, today: date) -> date:
    """The first day of the series after `frist` that has not gone by: what was missed is not asked for again."""
    least = max(frist + timedelta(days=1), today)
    if gjentakelse is Gjentakelse.MAANEDLIG:
        return _next_month_day(frist, day=gjentas_fra.day, least=least)
    step = 1 if gjentakelse is Gjentakelse.DAGLIG else 7
    return frist + timedelta(days=step * -(-(least - frist).days // step))


def _next_month_day(frist: date, *, day: int, least: date) -> date:
    year, month = frist.year, frist.month
    found = frist
    while found < least:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found = date(year, month, min(day, calendar.monthrange(year, month)[1]))
    return found


def is_open(row: Any) -> bool:
    """Whether a row of these lists waits to be done."""
    return bool(row.tilstand == Oppgavetilstand.AAPEN)
