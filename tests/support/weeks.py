"""A week of hours as people move it through the two portals: what a browser would post, and how the rows stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.db.clock import OSLO, frozen, today
from portal.oppdrag.models import Timeliste
from portal.oppdrag.rules.timer import monday_of
from tests.support.client import PortalClient
from tests.support.forms import form_of


def this_monday() -> date:
    return monday_of(today())


@contextmanager
def week_worked() -> Iterator[None]:
    """The clock at Sunday noon of this week: all of it is worked, whatever day the tests run."""
    sunday = this_monday() + timedelta(days=6)
    with frozen(datetime.combine(sunday, time(12), OSLO)):
        yield


def week_path(oppdrag_id: UUID, monday: date | None = None, *more: str) -> str:
    """The worker's page of one week, this one by default."""
    iso = (monday or this_monday()).isocalendar()
    return "/".join(["/vikar/timer", str(oppdrag_id), str(iso.year), str(iso.week), *more])


def week_form(worker: PortalClient, oppdrag_id: UUID, **changed: str) -> dict[str, str]:
    """The page's fields as shown; `dager_3_slutt="17:30"` changes the Thursday of a whole week."""
    fields = form_of(worker, week_path(oppdrag_id))
    known = {name.replace("-", "_"): name for name in fields}
    return fields | {known[name]: value for name, value in changed.items()}


def save(worker: PortalClient, oppdrag_id: UUID, **changed: str) -> TestResponse:
    return worker.post(week_path(oppdrag_id), week_form(worker, oppdrag_id, **changed))


def deliver(worker: PortalClient, oppdrag_id: UUID, **changed: str) -> TestResponse:
    form = week_form(worker, oppdrag_id, **changed)
    return worker.post(week_path(oppdrag_id, None, "lever"), form)


def withdraw(worker: PortalClient, oppdrag_id: UUID) -> TestResponse:
    form = form_of(worker, week_path(oppdrag_id), action="/trekk")
    return worker.post(week_path(oppdrag_id, None, "trekk"), form)


def answer_path(timeliste: Timeliste, *more: str) -> str:
    """The contact's page of one timesheet."""
    return "/".join(["/kundeportal/timer", str(timeliste.id), *more])


def answer(contact: PortalClient, timeliste: Timeliste, how: str, **values: object) -> TestResponse:
    """What the contact's form on the timesheet's own page posts: `how` is godkjenn or returner."""
    form = form_of(contact, answer_path(timeliste), action="/godkjenn")
    return contact.post(answer_path(timeliste, how), {**form, **values})


def timeliste_of(session: Session, oppdrag_id: UUID, monday: date | None = None) -> Timeliste:
    """The row of that week as it stands now."""
    start = monday or this_monday()
    return session.scalars(
        select(Timeliste)
        .where(
            Timeliste.oppdrag_id == oppdrag_id,
            Timeliste.fra_dato.between(start, start + timedelta(days=6)),
        )
        .execution_options(populate_existing=True)
    ).one()
