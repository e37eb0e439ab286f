"""Demo hours, made with the same actions the portals use: weeks that are processed, wait, came back, and stand open."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.identity.actor import Actor
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Engasjement, Person
from portal.oppdrag.godkjenning.actions import behandle, godkjenn, returner
from portal.oppdrag.models import Timeliste, Utleieoppdrag
from portal.oppdrag.queries_timer import get_overtid_etter
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import Dag, measure, prefill, propose_overtime
from portal.oppdrag.timelister.actions import lagre_kladd, lever, opprett_uke

#: Weeks back that are wholly processed.
PROCESSED = (6, 5, 4, 3, 2)
REASON = "Torsdag var 7,5, ikke 9. Vi gikk kl. 15."


def fill(session: Session, cast: Cast) -> None:
    """Three processed weeks, last week in every state, this week open."""
    lead = "marte" if cast.slug == "nordvik" else "carl"
    monday = today() - timedelta(days=today().weekday())
    rows = session.execute(
        select(Utleieoppdrag, Kandidat, Person)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .outerjoin(Engasjement, Engasjement.id == Utleieoppdrag.godkjenner_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .order_by(Utleieoppdrag.nummer)
    ).all()
    for place, (oppdrag, kandidat, approver) in enumerate(rows):
        worker = Actor("vikar", kandidat.id, f"{kandidat.fornavn} {kandidat.etternavn}")
        contact = Actor("kontakt", approver.id if approver else None, _name(approver))
        folk = Folk(cast, lead, worker, contact)
        for back in PROCESSED:
            _week(session, oppdrag, monday - timedelta(weeks=back), folk, state="behandlet")
        state = ("levert", "levert", "godkjent", "returnert", "behandlet")[place % 5]
        if kandidat.id == cast.id("piotr"):
            state = "levert"
        last = monday - timedelta(weeks=1)
        _week(session, oppdrag, last, folk, state=state, late=place % 2 == 0)


def _name(person: Person | None) -> str:
    return person.navn if person is not None else "Kunden"


@dataclass(frozen=True)
class Folk:
    """Who acts on one oppdrag's hours."""

    cast: Cast
    lead: str
    worker: Actor
    contact: Actor


def _week(
    session: Session, oppdrag: Utleieoppdrag, monday: date, folk: Folk, *, state: str, late: bool = False
) -> None:
    sunday = monday + timedelta(days=6)
    if oppdrag.fra_dato > sunday or (oppdrag.til_dato is not None and oppdrag.til_dato < monday):
        return
    limit = get_overtid_etter(session, oppdrag=oppdrag)
    with frozen(datetime.combine(min(sunday, today()), time(8, 30), OSLO)):
        session.info["actor"] = folk.worker
        liste = opprett_uke(session, oppdrag_id=oppdrag.id, dag=monday)
        days = prefill(read_plan(oppdrag.arbeidstid), fra=liste.fra_dato, til=liste.til_dato)
        if late:
            days = [_longer(day, limit) if day.dato.isoweekday() == 4 else day for day in days]
        lagre_kladd(session, timeliste_id=liste.id, dager=days, kommentar="", versjon=liste.versjon)
        session.flush()  # the next step reads what this one wrote
        if not any(day.minutter for day in days):
            return
        lever(session, timeliste_id=liste.id, versjon=liste.versjon)
        session.flush()  # as above
    with frozen(datetime.combine(min(sunday + timedelta(days=1), today()), time(10), OSLO)):
        _answer(session, liste, folk.contact, state)
        if state == "behandlet":
            session.info["actor"] = actor(folk.cast, folk.lead)
            behandle(session, timeliste_id=liste.id, versjon=liste.versjon)
        session.flush()  # as above


def _answer(session: Session, liste: Timeliste, contact: Actor, state: str) -> None:
    session.info["actor"] = contact
    if state in {"godkjent", "behandlet"}:
        godkjenn(session, timeliste_id=liste.id, versjon=liste.versjon)
    elif state == "returnert":
        returner(session, timeliste_id=liste.id, versjon=liste.versjon, grunn=REASON)
    session.flush()  # the next step reads what this one wrote


def _longer(day: Dag, limit: int) -> Dag:
    if day.slutt is None or day.slutt.hour > 20:
        return day
    longer = measure(
        replace(day, slutt=day.slutt.replace(hour=day.slutt.hour + 2), kommentar="Losset en bil til")
    )
    return replace(longer, overtid_min=propose_overtime(longer.minutter, etter_min=limit))
