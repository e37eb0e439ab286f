"""Requests for signatures of one customer: send, follow, remind, withdraw."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.kundekort.signering.forms import ForlengForm, GrunnForm, reader
from portal.kundekort.signering.page import request_page
from portal.kundekort.signering.queries import get_kundeforespoersel
from portal.kundekort.signering.words import FILTERS, WORDS, chosen_filter
from portal.signing.actions import forleng, forsegl_igjen, gi_opp, purr, send_kopi, trekk
from portal.signing.queries import (
    list_forespoersler,
)
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("signering", __name__)
LES, ENDRE = Permission.DOKUMENT_LES, Permission.DOKUMENT_ENDRE


@room.get("/signering", needs=LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Two statements besides the identity."""
    vis = chosen_filter(request.args.get("vis"), default="alle")
    page = list_forespoersler(
        session, kunde_id=kunde_id, tilstander=FILTERS[vis][1], etter=request.args.get("etter")
    )
    return show(
        "kundekort/signering/liste.html",
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        side=page,
        valgt=vis,
        kunder={},
        **WORDS,
    )


@room.get("/signering/<uuid:forespoersel_id>", needs=LES)
def vis(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    return request_page(session, kunde_id, forespoersel_id)


@room.post("/signering/<uuid:forespoersel_id>/signatarer/<uuid:signatar_id>/purr", needs=ENDRE)
def minn(session: Session, kunde_id: UUID, forespoersel_id: UUID, signatar_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    signatar = purr(session, forespoersel_id=forespoersel_id, signatar_id=signatar_id)
    toast = _("Påminnelsen til %(navn)s er sendt.", navn=signatar.navn)
    return done(_address(kunde_id, forespoersel_id), toast=toast)


@room.post("/signering/<uuid:forespoersel_id>/signatarer/<uuid:signatar_id>/kopi", needs=ENDRE)
def kopi(session: Session, kunde_id: UUID, forespoersel_id: UUID, signatar_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    signatar = send_kopi(session, forespoersel_id=forespoersel_id, signatar_id=signatar_id)
    toast = _("Lenken er sendt til %(navn)s på nytt.", navn=signatar.navn)
    return done(_address(kunde_id, forespoersel_id), toast=toast)


@room.post("/signering/<uuid:forespoersel_id>/frist", needs=ENDRE)
def frist(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    form = ForlengForm(stored=reader(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id))
    if form.validate():
        with form.attempt(session):
            forleng(
                session, forespoersel_id=forespoersel_id, frist=form.frist.data, versjon=form.versjon.data
            )
    if form.errors:
        return request_page(session, kunde_id, forespoersel_id, forleng=form)
    return done(_address(kunde_id, forespoersel_id), toast=_("Fristen er flyttet."))


@room.post("/signering/<uuid:forespoersel_id>/trekk", needs=ENDRE)
def trekk_tilbake(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    form = GrunnForm()
    if form.validate():
        with form.attempt(session):
            trekk(session, forespoersel_id=forespoersel_id, grunn=form.grunn.data)
    if form.errors:
        return request_page(session, kunde_id, forespoersel_id, trekk=form)
    return done(
        _address(kunde_id, forespoersel_id), toast=_("Trukket tilbake. De som var spurt, får e-post.")
    )


@room.post("/signering/<uuid:forespoersel_id>/forsegl", needs=ENDRE)
def forsegl(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    forsegl_igjen(session, forespoersel_id=forespoersel_id)
    return done(_address(kunde_id, forespoersel_id), toast=_("Forseglingen prøves på nytt."))


@room.post("/signering/<uuid:forespoersel_id>/gi-opp", needs=ENDRE)
def avslutt(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    form = GrunnForm()
    if form.validate():
        with form.attempt(session):
            gi_opp(session, forespoersel_id=forespoersel_id, grunn=form.grunn.data)
    if form.errors:
        return request_page(session, kunde_id, forespoersel_id, trekk=form)
    return done(_address(kunde_id, forespoersel_id), toast=_("Signeringen er avsluttet."))


def _address(kunde_id: UUID, forespoersel_id: UUID) -> str:
    return url_for(".vis", kunde_id=kunde_id, forespoersel_id=forespoersel_id)
