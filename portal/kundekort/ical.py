"""iCalendar (RFC 5545, 5546): appointments and diary entries as other calendars read them. Times are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

PRODID = "-//Bemanningsportalen//Kalender//NO"


@dataclass(frozen=True)
class Hendelse:
    """One entry. `slutt` None is a whole day; then `start` is a date."""

    id: UUID
    tittel: str
    start: datetime | date
    endret: datetime
    slutt: datetime | None = None
    sted: str = ""
    beskrivelse: str = ""
    sekvens: int = 0
    avlyst: bool = False


@dataclass(frozen=True)
class Person:
    """Organiser or participant."""

    navn: str
    epost: str


def invitation(hendelse: Hendelse, *, method: str, arrangoer: Person, deltakere: Iterable[Person]) -> str:
    """A request to come (REQUEST) or a calling off (CANCEL), for one mail."""
    from icalendar import vCalAddress, vText

    calendar = _calendar(method=method)
    event = _event(hendelse)
    organiser = vCalAddress(f"mailto:{arrangoer.epost}")
    organiser.params["CN"] = vText(arrangoer.navn)
    event["organizer"] = organiser
    for deltaker in deltakere:
        attendee = vCalAddress(f"mailto:{deltaker.epost}")
        attendee.params["CN"] = vText(deltaker.navn)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=0)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def feed(hendelser: Iterable[Hendelse], *, navn: str) -> str:
    """A calendar to subscribe to."""
    calendar = _calendar(method="PUBLISH")
    calendar.add("x-wr-calname", navn)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for hendelse in hendelser:
        calendar.add_component(_event(hendelse))
    return str(calendar.to_ical().decode())


def _calendar(*, method: str) -> Any:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(hendelse: Hendelse) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{hendelse.id}@bemanningsportalen")
    event.add("dtstamp", hendelse.endret)
    event.add("sequence", hendelse.sekvens)
    event.add("summary", hendelse.tittel)
    event.add("dtstart", hendelse.start)
    event.add("dtend", hendelse.slutt or hendelse.start + timedelta(days=1))
    event.add("status", "CANCELLED" if hendelse.avlyst else "CONFIRMED")
    if hendelse.sted:
        event.add("location", hendelse.sted)
    if hendelse.beskrivelse:
        event.add("description", hendelse.beskrivelse)
    if hendelse.slutt is None:
        event.add("transp", "TRANSPARENT")
    return event
