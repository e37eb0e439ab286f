"""The pages of one opportunity, under its customer: new, changed, moved."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere, names_of
from portal.kundekort.models import Mulighet, Trinnslag
from portal.kundekort.mottakere import contact_names, list_valg
from portal.kundekort.queries import get_kort
from portal.kundekort.registry import mulighetsbokser
from portal.kundekort.salg.forms import EndreMulighetForm, FlyttForm, NyMulighetForm, trinnvalg
from portal.kundekort.salg.muligheter import endre_mulighet, flytt_mulighet, registrer_mulighet
from portal.kundekort.salg.queries import get_mulighet, list_trinn
from portal.kundekort.salg.rules import days_over
from portal.web.choices import hold
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import NOTHING, Stored

room = Room("muligheter", __name__, url_prefix="/<uuid:kunde_id>/muligheter")


@room.get("/ny", needs=Permission.KUNDE_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    return _new_page(session, kunde_id, NyMulighetForm(None, ansvarlig_id=str(current_user.id)))


@room.post("/ny", needs=Permission.KUNDE_ENDRE)
def registrer(session: Session, kunde_id: UUID) -> Response:
    form = NyMulighetForm()
    _offer(session, form, kunde_id)
    if form.validate():
        with form.attempt(session):
            registrer_mulighet(
                session, kunde_id=kunde_id, trinn_id=UUID(form.trinn_id.data), data=form.mulighetsdata()
            )
        if not form.errors:
            return done(
                url_for("kundekort.salg.vis", kunde_id=kunde_id), toast=_("Muligheten står i salgstrakten.")
            )
    return _new_page(session, kunde_id, form)


@room.get("/<uuid:mulighet_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    return _page(session, kunde_id, mulighet_id)


@room.post("/<uuid:mulighet_id>", needs=Permission.KUNDE_ENDRE)
def lagre(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    form = _edit_form(session, kunde_id, mulighet_id)
    if form.validate():
        with form.attempt(session):
            endre_mulighet(
                session,
                kunde_id=kunde_id,
                mulighet_id=mulighet_id,
                data=form.mulighetsdata(),
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for("kundekort.salg.vis", kunde_id=kunde_id), toast=_("Muligheten er lagret."))
    return _page(session, kunde_id, mulighet_id, form=form)


@room.post("/<uuid:mulighet_id>/flytt", needs=Permission.KUNDE_ENDRE)
def flytt(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    form = move_form(session, kunde_id, mulighet_id)
    if form.validate():
        with form.attempt(session):
            flytt_mulighet(
                session,
                kunde_id=kunde_id,
                mulighet_id=mulighet_id,
                trinn_id=UUID(form.trinn_id.data),
                versjon=form.versjon.data,
                grunn=form.grunn.data,
            )
        if not form.errors:
            here = url_for(".vis", kunde_id=kunde_id, mulighet_id=mulighet_id)
            return done(here, toast=_("Muligheten er flyttet."))
    return _page(session, kunde_id, mulighet_id, flytt=form)


def move_form(session: Session, kunde_id: UUID, mulighet_id: UUID) -> FlyttForm:
    """The form that moves one opportunity; the board posts it too."""
    stages = list_trinn(session, alle=True)

    def stored() -> Stored:
        row = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id)
        held = next((_(trinn.navn) for trinn in stages if trinn.id == row.trinn_id), NOTHING)
        return Stored(row.versjon, facts={_("Hva det gjelder"): row.tittel, _("Trinn"): held})

    form = FlyttForm(stored=stored)
    form.offer(trinn for trinn in stages if trinn.er_aktiv)
    return form


def _edit_form(session: Session, kunde_id: UUID, mulighet_id: UUID) -> EndreMulighetForm:
    def stored() -> Stored:
        row = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id)
        return Stored(
            row.versjon,
            {
                "tittel": row.tittel,
                "verdi": row.verdi_oere,
                "aarsverk": row.aarsverk,
                "forventet_dato": row.forventet_dato,
                "ansvarlig_id": str(row.ansvarlig_id),
                "kontakt_id": str(row.kontakt_id or ""),
                "beskrivelse": row.beskrivelse,
            },
        )

    form = EndreMulighetForm(stored=stored)
    form.offer(brukere=list_brukere(session), kontakter=list_valg(session, kunde_id=kunde_id))
    hold(form.ansvarlig_id, lambda ids: names_of(session, ids=ids))
    hold(form.kontakt_id, lambda ids: contact_names(session, ids=ids))
    return form


def _offer(session: Session, form: NyMulighetForm, kunde_id: UUID) -> None:
    form.offer(brukere=list_brukere(session), kontakter=list_valg(session, kunde_id=kunde_id))
    form.trinn_id.choices = trinnvalg(trinn for trinn in list_trinn(session) if trinn.slag is Trinnslag.AAPEN)


def _new_page(session: Session, kunde_id: UUID, form: NyMulighetForm) -> Response:
    _offer(session, form, kunde_id)
    return show(
        "kundekort/salg/ny.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        form=form,
    )


def _page(
    session: Session, kunde_id: UUID, mulighet_id: UUID, *, form: Any = None, flytt: Any = None
) -> Response:
    rad: Mulighet = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id)
    trinn = next(row for row in list_trinn(session, alle=True) if row.id == rad.trinn_id)
    return show(
        "kundekort/salg/mulighet.html",
        status=422 if form or flytt else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        rad=rad,
        trinn=trinn,
        over=days_over(rad.trinn_tid, trinn.maks_dager, naa=now()) if rad.avsluttet_tid is None else 0,
        bokser=[
            (boks, boks.load(session, mulighet_id))
            for boks in mulighetsbokser.allowed(current_user.permissions)
        ],
        form=form or _edit_form(session, kunde_id, mulighet_id),
        flytt=flytt or move_form(session, kunde_id, mulighet_id),
    )
