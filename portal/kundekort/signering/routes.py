"""Requests for signatures of one customer: send, follow, remind, withdraw."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.kundekort.signering.forms import ForlengForm, GrunnForm, reader
from portal.kundekort.signering.queries import get_kundeforespoersel
from portal.kundekort.signering.words import FILTERS, WORDS, chosen_filter
from portal.signing.actions import forleng, forsegl_igjen, gi_opp, purr, trekk
from portal.signing.hendelser import event_name
from portal.signing.post import link_of
from portal.signing.queries import (
    list_forespoersler,
    list_hendelser,
    list_left,
    list_signatarer,
    list_undelivered,
)
from portal.signing.rules import RUNNING, WAITS, broken_at
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("signering", __name__)
LES, ENDRE = Permission.DOKUMENT_LES, Permission.DOKUMENT_ENDRE
VIS = "kundekort/signering/vis.html"


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


@room.get("/signering", needs=LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Two statements besides the identity."""
    vis = chosen_filter(request.args.get("vis"), default="alle")
    page = list_forespoersler(
        session, kunde_id=kunde_id, tilstander=FILTERS[vis][1], etter=request.args.get("etter")
    )
    return show(
        "kundekort/signering/liste.html",
        kort=_kort(session, kunde_id),
        side=page,
        valgt=vis,
        kunder={},
        **WORDS,
    )


@room.get("/signering/<uuid:forespoersel_id>", needs=LES)
def vis(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    return _page(session, kunde_id, forespoersel_id)


@room.post("/signering/<uuid:forespoersel_id>/signatarer/<uuid:signatar_id>/purr", needs=ENDRE)
def minn(session: Session, kunde_id: UUID, forespoersel_id: UUID, signatar_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    signatar = purr(session, forespoersel_id=forespoersel_id, signatar_id=signatar_id)
    toast = _("Påminnelsen til %(navn)s er sendt.", navn=signatar.navn)
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
        return _page(session, kunde_id, forespoersel_id, forleng=form)
    return done(_address(kunde_id, forespoersel_id), toast=_("Fristen er flyttet."))


@room.post("/signering/<uuid:forespoersel_id>/trekk", needs=ENDRE)
def trekk_tilbake(session: Session, kunde_id: UUID, forespoersel_id: UUID) -> Response:
    get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    form = GrunnForm()
    if form.validate():
        with form.attempt(session):
            trekk(session, forespoersel_id=forespoersel_id, grunn=form.grunn.data)
    if form.errors:
        return _page(session, kunde_id, forespoersel_id, trekk=form)
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
        return _page(session, kunde_id, forespoersel_id, trekk=form)
    return done(_address(kunde_id, forespoersel_id), toast=_("Signeringen er avsluttet."))


def _address(kunde_id: UUID, forespoersel_id: UUID) -> str:
    return url_for(".vis", kunde_id=kunde_id, forespoersel_id=forespoersel_id)


def _page(session: Session, kunde_id: UUID, forespoersel_id: UUID, **forms: Any) -> Response:
    """Five statements besides the identity, six with an employee among the signers."""
    foresp = get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    parties = list_signatarer(session, forespoersel_id=forespoersel_id)
    events = list_hendelser(session, forespoersel_id=forespoersel_id)
    mine = [p for p in parties if p.bruker_id == current_user.id and p.tilstand in WAITS]
    if current_user.bak is not None:  # the link signs in a colleague's name, and its page knows no «vis som»
        mine = []
    stored = reader(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    return show(
        VIS,
        status=422 if forms else 200,
        kort=_kort(session, kunde_id),
        foresp=foresp,
        parter=parties,
        ikke_levert=list_undelivered(session, parties=parties),
        sluttet=list_left(session, parties=parties),
        hendelser=events,
        navn_paa=event_name,
        hvem={each.id: each.navn for each in parties},
        brudd=broken_at(events),
        min_lenke=link_of(session, foresp, mine[0]) if mine and foresp.tilstand in RUNNING else None,
        forleng=forms.get("forleng") or ForlengForm(None, stored=stored),
        trekk=forms.get("trekk") or GrunnForm(None),
        knapp=WriteForm(None),
        **WORDS,
    )
