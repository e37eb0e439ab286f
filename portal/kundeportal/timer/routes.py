"""Hours that wait for the contact: see, approve, approve in part, send back."""

from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.kundeportal.timer.forms import SvarForm
from portal.kundeportal.timer.queries import (
    get_beloep,
    get_ventende,
    list_forside,
    require_within_limit,
    waiting_mark,
)
from portal.kundeportal.timer.rules import delivered_lines, mark
from portal.oppdrag.godkjenning.actions import godkjenn, returner
from portal.oppdrag.queries import get_oppdrag
from portal.oppdrag.queries_timer import days_of, get_timeliste, list_linjer, list_versjoner
from portal.oppdrag.timer_gang import stored_timeliste
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import each_row

room = Room("timer", __name__, url_prefix="/kundeportal/timer", audience=Oektslag.KONTAKT)


@room.get("", needs=Portalrett.TIMER_LES)
def liste(session: Session) -> Response:
    """What waits, then what was answered. Two statements."""
    ventende, besvarte = list_forside(session)
    first = ventende[0].rad if ventende else None
    antall = first.venter if first else 0
    return show(
        "kundeportal/timer.html",
        ventende=ventende,
        besvarte=besvarte,
        antall=antall,
        mark=mark(antall, first.nyeste if first else None),
        form=SvarForm(None, stored=each_row),
    )


@room.get("/nye", needs=Portalrett.TIMER_LES)
def nye(session: Session) -> Response:
    """The poll: 304 until something changed, then a button; never pushes the one being read."""
    antall, newest = waiting_mark(session)
    seen = request.args.get("sett", "")
    if newest == seen or request.if_none_match.contains(newest):
        return Response(status=304)
    response = make_response(render_template("kundeportal/_nye.html", antall=antall))
    response.set_etag(newest)
    return response


@room.get("/<uuid:timeliste_id>", needs=Portalrett.TIMER_LES)
def vis(session: Session, timeliste_id: UUID) -> Response:
    """One timesheet with every delivery of it."""
    return _page(session, timeliste_id)


@room.post("/<uuid:timeliste_id>/godkjenn", needs=Portalrett.TIMER_GODKJENN)
def godkjenne(session: Session, timeliste_id: UUID) -> Response:
    """Approve all of it, or all but the chosen days."""
    form = _answer_form(session, timeliste_id)
    if form.validate():
        with form.attempt(session):
            liste = godkjenn(
                session,
                timeliste_id=timeliste_id,
                versjon=form.versjon.data,
                retur_datoer=form.retur.data or [],
                grunn=form.grunn.data or "",
            )
            require_within_limit(session, liste=liste, tak_oere=current_user.tilgang.tak_oere)
    if form.errors:
        return _page(session, timeliste_id, form=form, status=422)
    partly = _("Timene er godkjent. Dagene du merket, er sendt i retur.")
    return done(
        url_for("kundeportal.timer.liste"), toast=partly if form.retur.data else _("Timene er godkjent.")
    )


@room.post("/<uuid:timeliste_id>/returner", needs=Portalrett.TIMER_GODKJENN)
def returnere(session: Session, timeliste_id: UUID) -> Response:
    """Send all of it back with a reason."""
    form = _answer_form(session, timeliste_id)
    if form.validate():
        with form.attempt(session):
            returner(
                session, timeliste_id=timeliste_id, versjon=form.versjon.data, grunn=form.grunn.data or ""
            )
    if form.errors:
        return _page(session, timeliste_id, form=form, status=422)
    return done(url_for("kundeportal.timer.liste"), toast=_("Timelisten er sendt i retur."))


def _answer_form(session: Session, timeliste_id: UUID) -> SvarForm:
    return SvarForm(stored=lambda: stored_timeliste(get_timeliste(session, timeliste_id=timeliste_id)))


def _page(
    session: Session, timeliste_id: UUID, *, form: SvarForm | None = None, status: int = 200
) -> Response:
    liste = get_timeliste(session, timeliste_id=timeliste_id)
    linjer = list_linjer(session, timeliste_id=liste.id)
    versjoner = [v for v in list_versjoner(session, timeliste_id=liste.id) if v.levert_tid is not None]
    if not versjoner:
        raise NotFound(f"timeliste {timeliste_id} is not delivered")
    now_ = delivered_lines(linjer, versjoner=versjoner)
    prices = current_user.may(Portalrett.TIMER_PRIS)
    return show(
        "kundeportal/timeliste.html",
        status=status,
        liste=liste,
        oppdrag=get_oppdrag(session, oppdrag_id=liste.oppdrag_id),
        ventende=get_ventende(session, timeliste_id=liste.id),
        dager=days_of(now_),
        beloep=get_beloep(session, linjer=now_, oppdrag_id=liste.oppdrag_id) if prices else None,
        versjoner=[
            (versjon, days_of([linje for linje in linjer if linje.versjon_id == versjon.id]))
            for versjon in versjoner
        ],
        form=form or SvarForm(None, stored=lambda: stored_timeliste(liste)),
    )
