"""«Min ringeliste»: whom one calls at intervals, those who have waited longest first."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.ringeliste.actions import (
    endre_ringelinje,
    fjern_ringelinje,
    legg_paa_ringeliste,
    registrer_ringt,
    utsett_ringelinje,
)
from portal.kundekort.ringeliste.forms import EndreLinjeForm, NyLinjeForm, RingtForm, reader
from portal.kundekort.ringeliste.queries import get_kontakten, get_linje, get_tall, list_linjer
from portal.kundekort.ringeliste.rules import USUAL_DAYS, has_left
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("ringeliste", __name__, url_prefix="/ringeliste", template_folder="../templates")


@room.get("", needs=Permission.DAGBOK_ENDRE)
def liste(session: Session) -> Response:
    """The list and its figures. Two statements."""
    return show(
        "kundekort/ringeliste/liste.html",
        side=list_linjer(session, bruker_id=current_user.id, etter=request.args.get("etter")),
        tall=get_tall(session, bruker_id=current_user.id),
        today=today(),
        sluttet=has_left,
        andre=WriteForm(None),
    )


@room.get("/ny", needs=Permission.DAGBOK_ENDRE)
def ny(session: Session) -> Response:
    """`?kontakt=` is whom to call."""
    kontakt_id = read_uuid(request.args.get("kontakt"))
    values = {
        "kontakt": kontakt_id,
        "hyppighet": USUAL_DAYS,
        "neste": today() + timedelta(days=USUAL_DAYS),
    }
    return _new_page(session, NyLinjeForm(None, data=values), kontakt_id)


@room.post("", needs=Permission.DAGBOK_ENDRE)
def legg_til(session: Session) -> Response:
    form = NyLinjeForm()
    kontakt_id = form.kontakt.data
    if form.validate():
        with form.attempt(session):
            legg_paa_ringeliste(session, kontakt_id=kontakt_id, data=form.linjedata())
    if form.errors:
        return _new_page(session, form, kontakt_id, status=422)
    kontakt = get_kontakten(session, kontakt_id=kontakt_id)
    return done(url_for(".liste"), toast=_("%(navn)s står på ringelisten din.", navn=kontakt.navn))


@room.get("/<uuid:ringelinje_id>", needs=Permission.DAGBOK_ENDRE)
def vis(session: Session, ringelinje_id: UUID) -> Response:
    """One line: log the call with a note, change how often, take it off."""
    return _line_page(session, ringelinje_id, _edit_form(session, ringelinje_id), RingtForm(None))


@room.post("/<uuid:ringelinje_id>", needs=Permission.DAGBOK_ENDRE)
def lagre(session: Session, ringelinje_id: UUID) -> Response:
    form = _edit_form(session, ringelinje_id)
    if form.validate():
        with form.attempt(session):
            endre_ringelinje(
                session, ringelinje_id=ringelinje_id, data=form.linjedata(), versjon=form.versjon.data
            )
    if form.errors:
        return _line_page(session, ringelinje_id, form, RingtForm(None), status=422)
    return done(url_for(".liste"), toast=_("Linjen er lagret."))


@room.post("/<uuid:ringelinje_id>/ringt", needs=Permission.DAGBOK_ENDRE)
def ringt(session: Session, ringelinje_id: UUID) -> Response:
    form = RingtForm()
    if form.validate():
        with form.attempt(session):
            registrer_ringt(session, ringelinje_id=ringelinje_id, data=form.ringtdata())
    if form.errors:
        return _line_page(session, ringelinje_id, _fresh(session, ringelinje_id), form, status=422)
    return done(url_for(".liste"), toast=_("Samtalen står i dagboken, og neste dato er flyttet."))


@room.post("/<uuid:ringelinje_id>/utsett", needs=Permission.DAGBOK_ENDRE)
def utsett(session: Session, ringelinje_id: UUID) -> Response:
    utsett_ringelinje(session, ringelinje_id=ringelinje_id)
    return done(url_for(".liste"), toast=_("Flyttet til i morgen."))


@room.post("/<uuid:ringelinje_id>/fjern", needs=Permission.DAGBOK_ENDRE)
def fjern(session: Session, ringelinje_id: UUID) -> Response:
    fjern_ringelinje(session, ringelinje_id=ringelinje_id)
    return done(url_for(".liste"), toast=_("Tatt av ringelisten."))


def _edit_form(session: Session, ringelinje_id: UUID) -> EndreLinjeForm:
    return EndreLinjeForm(stored=reader(session, bruker_id=current_user.id, ringelinje_id=ringelinje_id))


def _fresh(session: Session, ringelinje_id: UUID) -> EndreLinjeForm:
    stored = reader(session, bruker_id=current_user.id, ringelinje_id=ringelinje_id)
    return EndreLinjeForm(None, stored=stored)


def _new_page(session: Session, form: Any, kontakt_id: UUID | None, *, status: int = 200) -> Response:
    """The form, or where to begin when no contact is named."""
    return show(
        "kundekort/ringeliste/ny.html",
        "kundekort/ringeliste/_skjema.html" if status == 422 else "kundekort/ringeliste/_ny_dialog.html",
        status=status,
        form=form,
        kontakt=get_kontakten(session, kontakt_id=kontakt_id) if kontakt_id else None,
    )


def _line_page(
    session: Session, ringelinje_id: UUID, form: Any, ringt: RingtForm, *, status: int = 200
) -> Response:
    return show(
        "kundekort/ringeliste/vis.html",
        status=status,
        linje=get_linje(session, bruker_id=current_user.id, ringelinje_id=ringelinje_id),
        form=form,
        ringt=ringt,
        andre=WriteForm(None),
        today=today(),
        sluttet=has_left,
    )
