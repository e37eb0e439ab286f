"""The worker's hours: weeks, one week, save, deliver, withdraw."""

from datetime import date
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.oppdrag.timelister.actions import lagre_kladd, lever, opprett_uke, trekk
from portal.vikarportal.timer.forms import UkeForm
from portal.vikarportal.timer.page import show_week, week_reader
from portal.vikarportal.timer.queries import find_timeliste, list_uker
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("timer", __name__, url_prefix="/vikar/timer", audience=Oektslag.VIKAR)
WEEK = "/<uuid:oppdrag_id>/<int:aar>/<int:uke>"


def _monday(aar: int, uke: int) -> date:
    if not 2000 <= aar <= 2100:  # dates run out at both ends
        raise NotFound(f"week {aar}-{uke}")
    try:
        return date.fromisocalendar(aar, uke, 1)
    except ValueError as error:
        raise NotFound(f"week {aar}-{uke}") from error


def _here(oppdrag_id: UUID, aar: int, uke: int) -> str:
    return url_for("vikarportal.timer.vis", oppdrag_id=oppdrag_id, aar=aar, uke=uke)


@room.get("", needs=Portalrett.VIKAR_TIMER)
def liste(session: Session) -> Response:
    """My weeks."""
    return show("vikarportal/uker.html", uker=list_uker(session))


@room.get(WEEK, needs=Portalrett.VIKAR_TIMER)
def vis(session: Session, oppdrag_id: UUID, aar: int, uke: int) -> Response:
    """One week: the form while it is mine, what was delivered when it is the customer's."""
    return show_week(session, oppdrag_id=oppdrag_id, mandag=_monday(aar, uke))


@room.post(WEEK, needs=Portalrett.VIKAR_TIMER_LEVER)
def lagre(session: Session, oppdrag_id: UUID, aar: int, uke: int) -> Response:
    """Save the draft."""
    return _write(session, oppdrag_id, aar, uke, deliver=False)


@room.post(WEEK + "/lever", needs=Portalrett.VIKAR_TIMER_LEVER)
def levere(session: Session, oppdrag_id: UUID, aar: int, uke: int) -> Response:
    """Save and deliver."""
    return _write(session, oppdrag_id, aar, uke, deliver=True)


def _write(session: Session, oppdrag_id: UUID, aar: int, uke: int, *, deliver: bool) -> Response:
    mandag = _monday(aar, uke)
    form = UkeForm(stored=week_reader(session, oppdrag_id=oppdrag_id, mandag=mandag))
    if form.validate():
        with form.attempt(session):
            liste = opprett_uke(session, oppdrag_id=oppdrag_id, dag=mandag)
            # Version 0 is a week nobody had written in when the form was shown.
            shown = form.versjon.data or 1
            lagre_kladd(
                session,
                timeliste_id=liste.id,
                dager=form.days(),
                kommentar=form.kommentar.data or "",
                versjon=shown,
            )
            if deliver:
                lever(session, timeliste_id=liste.id, versjon=shown + 1)
    if form.errors:
        return show_week(session, oppdrag_id=oppdrag_id, mandag=mandag, form=form, status=422)
    toast = _("Timene er levert.") if deliver else _("Kladden er lagret. Den er ikke levert.")
    return done(_here(oppdrag_id, aar, uke), toast=toast)


@room.post(WEEK + "/trekk", needs=Portalrett.VIKAR_TIMER_LEVER)
def trekke(session: Session, oppdrag_id: UUID, aar: int, uke: int) -> Response:
    """Withdraw what was delivered, until the customer has answered."""
    mandag = _monday(aar, uke)
    form = WriteRowForm(stored=week_reader(session, oppdrag_id=oppdrag_id, mandag=mandag))
    if form.validate():
        with form.attempt(session):
            liste = find_timeliste(session, oppdrag_id=oppdrag_id, mandag=mandag)
            if liste is None:
                raise NotFound(f"week {mandag}")
            trekk(session, timeliste_id=liste.id, versjon=form.versjon.data)
    if form.errors:
        return show_week(session, oppdrag_id=oppdrag_id, mandag=mandag, knapp=form, status=422)
    return done(_here(oppdrag_id, aar, uke), toast=_("Timelisten er trukket tilbake."))
