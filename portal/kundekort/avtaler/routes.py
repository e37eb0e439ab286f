"""Appointments: a new one from the week or from a card, its page, the change and the calling off."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import OSLO, now, today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.avtaler.actions import avlys_avtale, endre_avtale, registrer_avtale
from portal.kundekort.avtaler.forms import edit_form, new_form
from portal.kundekort.avtaler.queries import get_synlig, get_vist, list_deltakere
from portal.kundekort.avtaler.rules import proposed
from portal.kundekort.models import Avtale, Avtaletilstand
from portal.kundekort.queries import get_kunde
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.parse import BadInput, parse_dato
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("avtaler", __name__, url_prefix="/avtaler", template_folder="../templates")


@room.get("/ny", needs=Permission.DAGBOK_ENDRE)
def ny(session: Session) -> Response:
    """The next full hour, an hour long. `?kunde=` is the card it was begun on, `?dato=` another day."""
    kunde_id = read_uuid(request.args.get("kunde"))
    start, end = proposed(now().astimezone(OSLO))
    try:
        dato = parse_dato(request.args.get("dato", ""), today=today())
    except BadInput:
        dato = start.date()
    values = {
        "dato": dato,
        "fra": start.time(),
        "til": end,
        "kunde": kunde_id,
    }
    return _new_page(session, new_form(session, kunde_id=kunde_id, formdata=None, data=values), kunde_id)


@room.post("", needs=Permission.DAGBOK_ENDRE)
def registrer(session: Session) -> Response:
    kunde_id = read_uuid(request.form.get("kunde"))
    form = new_form(session, kunde_id=kunde_id)
    if form.validate():
        with form.attempt(session):
            avtale, sent = registrer_avtale(session, data=form.avtaledata(), kunde_id=form.kunde.data)
    if form.errors:
        return _new_page(session, form, kunde_id, status=422)
    toast = _("Avtalen er lagret, og innkallingen er på vei.") if sent else _("Avtalen er lagret.")
    return done(url_for(".vis", avtale_id=avtale.id), toast=toast)


@room.get("/<uuid:avtale_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, avtale_id: UUID) -> Response:
    """The appointment; those who may change it get the form."""
    avtale = get_synlig(session, avtale_id=avtale_id, bruker_id=current_user.id)
    return _page(session, avtale, edit_form(session, avtale_id))


@room.post("/<uuid:avtale_id>", needs=Permission.DAGBOK_ENDRE)
def lagre(session: Session, avtale_id: UUID) -> Response:
    avtale = get_synlig(session, avtale_id=avtale_id, bruker_id=current_user.id)
    form = edit_form(session, avtale_id)
    if form.validate():
        with form.attempt(session):
            _avtale, sent = endre_avtale(
                session, avtale_id=avtale_id, data=form.avtaledata(), versjon=form.versjon.data
            )
    if form.errors:
        return _page(session, avtale, form, status=422)
    toast = _("Avtalen er lagret, og de inviterte får beskjed.") if sent else _("Avtalen er lagret.")
    return done(url_for(".vis", avtale_id=avtale_id), toast=toast)


@room.post("/<uuid:avtale_id>/avlys", needs=Permission.DAGBOK_ENDRE)
def avlys(session: Session, avtale_id: UUID) -> Response:
    get_synlig(session, avtale_id=avtale_id, bruker_id=current_user.id)
    _avtale, sent = avlys_avtale(session, avtale_id=avtale_id)
    toast = _("Avtalen er avlyst, og de inviterte får beskjed.") if sent else _("Avtalen er avlyst.")
    return done(url_for(".vis", avtale_id=avtale_id), toast=toast)


def _new_page(session: Session, form: Any, kunde_id: UUID | None, *, status: int = 200) -> Response:
    return show(
        "kundekort/avtaler/ny.html",
        "kundekort/avtaler/_skjema.html" if status == 422 else "kundekort/avtaler/_ny_dialog.html",
        status=status,
        form=form,
        kunde=get_kunde(session, kunde_id=kunde_id) if kunde_id else None,
        avbryt=url_for("kundekort.dagbok.liste", kunde_id=kunde_id) if kunde_id else url_for("dagbok.vis"),
    )


def _page(session: Session, avtale: Avtale, form: Any, *, status: int = 200) -> Response:
    return show(
        "kundekort/avtaler/vis.html",
        status=status,
        avtale=avtale,
        vist=get_vist(session, avtale_id=avtale.id),
        deltakere=list_deltakere(session, avtale_id=avtale.id),
        avlyst=avtale.tilstand is Avtaletilstand.AVLYST,
        kan_endre=avtale.kunde_id is not None or avtale.bruker_id == current_user.id,
        form=form,
        andre=WriteForm(None),
    )
