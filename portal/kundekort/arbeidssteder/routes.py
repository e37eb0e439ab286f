"""The page Arbeidssteder under Oversikt: where people meet for work at one customer."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.adressesjekk import list_adressefeil
from portal.kundekort.arbeidssteder.actions import (
    endre_arbeidssted,
    registrer_arbeidssted,
    ta_i_bruk,
    ta_ut_av_bruk,
    velg_standard,
)
from portal.kundekort.arbeidssteder.forms import BruksForm, NyttStedForm, edit_form
from portal.kundekort.arbeidssteder.queries import (
    find_bruk,
    get_besoeksadresse,
    get_byggeforbud,
    get_sted,
    list_kontaktvalg,
    list_steder,
)
from portal.kundekort.arbeidssteder.rules import SLAG_NAVN, Bruk
from portal.kundekort.queries import get_kort
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("arbeidssteder", __name__, url_prefix="/<uuid:kunde_id>/arbeidssteder")
LES, ENDRE = Permission.KUNDE_LES, Permission.KUNDE_ENDRE


@room.get("", needs=LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """One statement besides the card's and the identity."""
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    steder = list_steder(session, kunde_id=kunde_id)
    return show("kundekort/arbeidssteder/liste.html", kort=kort, steder=steder, slag_navn=SLAG_NAVN)


@room.get("/ny", needs=ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    """`?kopier=besoek` begins with the visiting address; script copies it into the form that is open."""
    form = NyttStedForm(None, data=_copied(session, kunde_id))
    form.offer(list_kontaktvalg(session, kunde_id=kunde_id))
    return _form_page(session, kunde_id, form)


@room.post("/ny", needs=ENDRE)
def registrer(session: Session, kunde_id: UUID) -> Response:
    form = NyttStedForm()
    form.offer(list_kontaktvalg(session, kunde_id=kunde_id))
    if form.validate() and form.accept(list_adressefeil(session, adresser=form.skrevne())):
        with form.attempt(session):
            registrer_arbeidssted(session, kunde_id=kunde_id, data=form.stedsdata())
        if not form.errors:
            return _back(kunde_id, _("%(navn)s er registrert.", navn=form.navn.data))
    return _form_page(session, kunde_id, form)


@room.get("/<uuid:arbeidssted_id>", needs=ENDRE)
def endre(session: Session, kunde_id: UUID, arbeidssted_id: UUID) -> Response:
    """The form, what uses the worksite, and the steps that can be taken. `?kopier=besoek` as for a new one."""
    form = edit_form(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id)
    for name, value in _copied(session, kunde_id).items():
        form[name].data = value
    return _form_page(session, kunde_id, form, arbeidssted_id)


@room.post("/<uuid:arbeidssted_id>", needs=ENDRE)
def lagre(session: Session, kunde_id: UUID, arbeidssted_id: UUID) -> Response:
    form = edit_form(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id)
    if form.validate() and form.accept(list_adressefeil(session, adresser=form.skrevne())):
        with form.attempt(session):
            endre_arbeidssted(
                session,
                kunde_id=kunde_id,
                arbeidssted_id=arbeidssted_id,
                data=form.stedsdata(),
                versjon=form.versjon.data,
            )
        if not form.errors:
            return _back(kunde_id, _("%(navn)s er lagret.", navn=form.navn.data))
    return _form_page(session, kunde_id, form, arbeidssted_id)


@room.post("/<uuid:arbeidssted_id>/standard", needs=ENDRE)
def standard(session: Session, kunde_id: UUID, arbeidssted_id: UUID) -> Response:
    return _step(session, kunde_id, arbeidssted_id, velg_standard, _("Nye stillinger begynner der."))


@room.post("/<uuid:arbeidssted_id>/ta-ut", needs=ENDRE)
def ta_ut(session: Session, kunde_id: UUID, arbeidssted_id: UUID) -> Response:
    act = partial(ta_ut_av_bruk, permissions=current_user.permissions)
    return _step(session, kunde_id, arbeidssted_id, act, _("Arbeidsstedet er tatt ut av bruk."))


@room.post("/<uuid:arbeidssted_id>/ta-inn", needs=ENDRE)
def ta_inn(session: Session, kunde_id: UUID, arbeidssted_id: UUID) -> Response:
    return _step(session, kunde_id, arbeidssted_id, ta_i_bruk, _("Arbeidsstedet er i bruk igjen."))


def _step(
    session: Session, kunde_id: UUID, arbeidssted_id: UUID, act: Callable[..., Any], toast: str
) -> Response:
    form = BruksForm()
    if form.validate():
        with form.attempt(session):
            act(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id)
        if not form.errors:
            return _back(kunde_id, toast)
    edit = edit_form(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id, posted=False)
    return _form_page(session, kunde_id, edit, arbeidssted_id, step=form)


def _copied(session: Session, kunde_id: UUID) -> dict[str, str]:
    asked = request.args.get("kopier")
    address = get_besoeksadresse(session, kunde_id=kunde_id) if asked else None
    return dict(zip(("adresse", "postnr", "poststed"), address, strict=True)) if address else {}


def _form_page(
    session: Session, kunde_id: UUID, form: Any, arbeidssted_id: UUID | None = None, step: Any = None
) -> Response:
    return show(
        "kundekort/arbeidssteder/skjema.html",
        status=422 if form.errors or (step and step.errors) else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        form=form,
        step=step or BruksForm(None),
        sted=get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id) if arbeidssted_id else None,
        bruk=find_bruk(session, arbeidssted_id=arbeidssted_id, permissions=current_user.permissions)
        if arbeidssted_id
        else Bruk(),
        besoek=get_besoeksadresse(session, kunde_id=kunde_id),
        forbud=get_byggeforbud(session),
    )


def _back(kunde_id: UUID, toast: str) -> Response:
    return done(url_for(".liste", kunde_id=kunde_id), toast=toast)
