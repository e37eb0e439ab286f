"""One's own diary: the week across customers, own time, and what one does with one's own activities."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import OSLO, now, today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.aktiviteter import (
    endre_aktivitet,
    fullfoer_aktivitet,
    get_egen,
    registrer_aktivitet,
    slett_aktivitet,
)
from portal.kundekort.aktivitetstyper import list_typer
from portal.kundekort.dagbok import typer as typesider
from portal.kundekort.dagbok.forms import NyAktivitetForm
from portal.kundekort.dagbok.prefill import edit_form, fresh_values
from portal.kundekort.dagbok.queries import get_aktivitet, list_avtaler_uke, list_oppgaver, list_uke
from portal.kundekort.dagbok.rules import is_done
from portal.kundekort.dagbok.week import FIRST_HOUR, LAST_HOUR, lay_out, read_week
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("dagbok", __name__, url_prefix="/dagbok", template_folder="../templates")
room.register_blueprint(typesider.room)
NEW = (
    "kundekort/dagbok/uke_ny.html",
    "kundekort/dagbok/_uke_ny_dialog.html",
    "kundekort/dagbok/_skjema.html",
)


@room.get("", needs=Permission.DAGBOK_ENDRE)
def vis(session: Session) -> Response:
    """Three statements besides the identity."""
    uke = read_week(request.args.get("uke"), today=today())
    fra, til = uke.bounds()
    oppgaver = list_oppgaver(session, bruker_id=current_user.id)
    rows = [
        *list_uke(session, bruker_id=current_user.id, fra=fra, til=til),
        *list_avtaler_uke(session, bruker_id=current_user.id, fra=fra, til=til),
    ]
    clock = now().astimezone(OSLO)
    return show(
        "kundekort/dagbok/uke.html",
        uke=uke,
        dager=lay_out(uke, rows, oppgaver),
        oppgaver=oppgaver,
        hours=range(FIRST_HOUR, LAST_HOUR),
        today=today(),
        now_quarter=(clock.hour - FIRST_HOUR) * 4 + clock.minute // 15,
        now=clock,
        is_done=is_done,
        andre=WriteForm(None),
    )


@room.get("/ny", needs=Permission.DAGBOK_ENDRE)
def ny(session: Session) -> Response:
    typer = list_typer(session)
    form = NyAktivitetForm(None, **fresh_values(typer, asked=request.args))
    return _new_page(form.with_choices(typer=typer, kontakter=[]))


@room.post("", needs=Permission.DAGBOK_ENDRE)
def registrer(session: Session) -> Response:
    """Own time: no customer, and so on nobody's timeline."""
    form = NyAktivitetForm().with_choices(typer=list_typer(session), kontakter=[])
    if form.validate():
        with form.attempt(session):
            registrer_aktivitet(session, data=form.aktivitetsdata())
    if form.errors:
        return _new_page(form, status=422)
    return done(url_for(".vis"), toast=_("Aktiviteten står i dagboken."))


@room.get("/aktiviteter/<uuid:aktivitet_id>", needs=Permission.DAGBOK_ENDRE)
def aktivitet(session: Session, aktivitet_id: UUID) -> Response:
    """Own time; one at a customer has its page on the card."""
    egen = get_egen(session, aktivitet_id=aktivitet_id, lock=False)
    rad = get_aktivitet(session, kunde_id=egen.kunde_id, aktivitet_id=aktivitet_id)
    return _own_page(session, rad, edit_form(session, rad))


@room.post("/aktiviteter/<uuid:aktivitet_id>", needs=Permission.DAGBOK_ENDRE)
def lagre(session: Session, aktivitet_id: UUID) -> Response:
    egen = get_egen(session, aktivitet_id=aktivitet_id)
    form = edit_form(session, get_aktivitet(session, kunde_id=egen.kunde_id, aktivitet_id=aktivitet_id))
    if form.validate():
        with form.attempt(session):
            endre_aktivitet(
                session, aktivitet_id=aktivitet_id, data=form.aktivitetsdata(), versjon=form.versjon.data
            )
    if form.errors:
        rad = get_aktivitet(session, kunde_id=egen.kunde_id, aktivitet_id=aktivitet_id)
        return _own_page(session, rad, form, status=422)
    return done(_back(egen), toast=_("Aktiviteten er lagret."))


@room.post("/aktiviteter/<uuid:aktivitet_id>/ferdig", needs=Permission.DAGBOK_ENDRE)
def ferdig(session: Session, aktivitet_id: UUID) -> Response:
    return done(_back(fullfoer_aktivitet(session, aktivitet_id=aktivitet_id)), toast=_("Utført."))


@room.post("/aktiviteter/<uuid:aktivitet_id>/slett", needs=Permission.DAGBOK_ENDRE)
def slett(session: Session, aktivitet_id: UUID) -> Response:
    return done(
        _back(slett_aktivitet(session, aktivitet_id=aktivitet_id)), toast=_("Aktiviteten er slettet.")
    )


def _back(row: Any) -> str:
    """To where one came from: the week, or the customer's tab."""
    if row.kunde_id is not None and request.form.get("tilbake") == "kunde":
        return url_for("kundekort.dagbok.liste", kunde_id=row.kunde_id)
    return url_for(".vis", uke=read_week(None, today=row.tid.astimezone(OSLO).date()).mark)


def _new_page(form: Any, *, status: int = 200) -> Response:
    page, dialog, fragment = NEW
    part = fragment if status == 422 else dialog
    return show(page, part, status=status, form=form, til=url_for(".registrer"), avbryt=url_for(".vis"))


def _own_page(_session: Session, rad: Any, form: Any, *, status: int = 200) -> Response:
    return show(
        "kundekort/dagbok/egen.html",
        status=status,
        rad=rad,
        form=form,
        is_done=is_done,
        egen=True,
        andre=WriteForm(None),
        tilbake=request.form.get("tilbake", "uke"),
    )
