"""The page of tasks: mine that are due within seven days, and every other choice by address."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.oppgaver import sider
from portal.kundekort.oppgaver.actions import (
    avlys_oppgave,
    endre_oppgave,
    fullfoer_oppgave,
    gjenaapne_oppgave,
    registrer_oppgave,
)
from portal.kundekort.oppgaver.filter import address, read_valg
from portal.kundekort.oppgaver.forms import edit_form, new_form
from portal.kundekort.oppgaver.queries import count_views, get_rad, list_oppgaver, list_valgbare
from portal.kundekort.oppgaver.rules import FRIST_NAVN, PRIORITET_NAVN, TILSTAND_NAVN
from portal.kundekort.oppgaver.sider import answer_row, back, new_page, task_page
from portal.kundekort.queries import get_kunde
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("oppgaver", __name__, url_prefix="/oppgaver", template_folder="../templates")
room.register_blueprint(sider.room)


@room.get("", needs=Permission.DAGBOK_ENDRE)
def liste(session: Session) -> Response:
    """A page of the list, three numbers and what can be chosen. Three statements, one more with a customer."""
    valg = read_valg()
    return show(
        "kundekort/oppgaver/liste.html",
        "kundekort/oppgaver/_tabell.html",
        side=list_oppgaver(session, valg=valg, etter=request.args.get("etter")),
        valg=valg,
        kunde=get_kunde(session, kunde_id=valg.kunde_id) if valg.kunde_id else None,
        antall=count_views(session, bruker_id=current_user.id),
        valgbare=lambda: list_valgbare(session),
        adresse=address,
        frist_navn=FRIST_NAVN,
        prioritet_navn=PRIORITET_NAVN,
        tilstand_navn=TILSTAND_NAVN,
        today=today(),
        andre=WriteForm(None),
    )


@room.get("/ny", needs=Permission.DAGBOK_ENDRE)
def ny(session: Session) -> Response:
    """A new task for oneself. `?kunde=` is the card it was begun on, `?kontakt=` whom it is about."""
    kunde_id = read_uuid(request.args.get("kunde"))
    values: dict[str, Any] = {
        "ansvarlig": str(current_user.id),
        "kontakt": request.args.get("kontakt", ""),
        "kunde": kunde_id,
    }
    form = new_form(session, kunde_id=kunde_id, formdata=None, data=values)
    return new_page(session, form, kunde_id)


@room.post("", needs=Permission.DAGBOK_ENDRE)
def registrer(session: Session) -> Response:
    kunde_id = read_uuid(request.form.get("kunde"))
    form = new_form(session, kunde_id=kunde_id)
    if form.validate():
        with form.attempt(session):
            registrer_oppgave(session, data=form.oppgavedata(), kunde_id=form.kunde.data)
    if form.errors:
        return new_page(session, form, kunde_id, status=422)
    to = url_for("kundekort.dagbok.liste", kunde_id=kunde_id) if kunde_id else url_for(".liste")
    return done(to, toast=_("Oppgaven er registrert."))


@room.get("/<uuid:oppgave_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, oppgave_id: UUID) -> Response:
    """The task; those who may change it get the form."""
    rad = get_rad(session, oppgave_id=oppgave_id)
    return task_page(session, rad, edit_form(session, rad))


@room.post("/<uuid:oppgave_id>", needs=Permission.DAGBOK_ENDRE)
def lagre(session: Session, oppgave_id: UUID) -> Response:
    form = edit_form(session, get_rad(session, oppgave_id=oppgave_id))
    if form.validate():
        with form.attempt(session):
            endre_oppgave(session, oppgave_id=oppgave_id, data=form.oppgavedata(), versjon=form.versjon.data)
    if form.errors:
        return task_page(session, get_rad(session, oppgave_id=oppgave_id), form, status=422)
    return done(url_for(".vis", oppgave_id=oppgave_id), toast=_("Oppgaven er lagret."))


@room.post("/<uuid:oppgave_id>/ferdig", needs=Permission.DAGBOK_ENDRE)
def ferdig(session: Session, oppgave_id: UUID) -> Response:
    """Done. In a list the row stays, with «Angre» in it."""
    oppgave = fullfoer_oppgave(session, oppgave_id=oppgave_id)
    return answer_row(session, oppgave, _("Oppgaven er utført."))


@room.post("/<uuid:oppgave_id>/gjenaapne", needs=Permission.DAGBOK_ENDRE)
def gjenaapne(session: Session, oppgave_id: UUID) -> Response:
    oppgave = gjenaapne_oppgave(session, oppgave_id=oppgave_id)
    return answer_row(session, oppgave, _("Oppgaven er åpen igjen."))


@room.post("/<uuid:oppgave_id>/avlys", needs=Permission.DAGBOK_ENDRE)
def avlys(session: Session, oppgave_id: UUID) -> Response:
    return done(back(avlys_oppgave(session, oppgave_id=oppgave_id)), toast=_("Oppgaven er avlyst."))
