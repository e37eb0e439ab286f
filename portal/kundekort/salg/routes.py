"""The page Salg under Oversikt: who follows up, the potential, competitors and opportunities of one customer."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere, names_of
from portal.kundekort.models import Konkurrent
from portal.kundekort.queries import get_kort
from portal.kundekort.salg.actions import lagre_konkurrent, lagre_salg
from portal.kundekort.salg.forms import KonkurrentForm, SalgForm
from portal.kundekort.salg.queries import (
    get_konkurrent,
    get_salg,
    get_salgsside,
    list_koder,
    list_konkurrenter,
    list_muligheter,
    list_team,
)
from portal.kundekort.salg.rules import days_over, weighted
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("salg", __name__, url_prefix="/<uuid:kunde_id>/salg")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """Four statements besides the identity."""
    return show(
        "kundekort/salg/vis.html",
        kort=_kort(session, kunde_id),
        salg=get_salgsside(session, kunde_id=kunde_id),
        konkurrenter=list_konkurrenter(session, kunde_id=kunde_id),
        muligheter=list_muligheter(session, kunde_id=kunde_id),
        weighted=weighted,
        days_over=days_over,
        naa=now(),
    )


@room.get("/endre", needs=Permission.KUNDE_ENDRE)
def endre(session: Session, kunde_id: UUID) -> Response:
    return _page(session, kunde_id, _form(session, kunde_id))


@room.post("/endre", needs=Permission.KUNDE_ENDRE)
def lagre(session: Session, kunde_id: UUID) -> Response:
    form = _form(session, kunde_id)
    if form.validate():
        with form.attempt(session):
            lagre_salg(session, kunde_id=kunde_id, data=form.salgsdata(), versjon=form.versjon.data)
        if not form.errors:
            return _back(kunde_id, _("Salgsopplysningene er lagret."))
    return _page(session, kunde_id, form)


@room.get("/konkurrenter/ny", needs=Permission.KUNDE_ENDRE)
def ny_konkurrent(session: Session, kunde_id: UUID) -> Response:
    return _rival_page(session, kunde_id, _rival_form(session, kunde_id, None))


@room.post("/konkurrenter/ny", needs=Permission.KUNDE_ENDRE)
def noter_konkurrent(session: Session, kunde_id: UUID) -> Response:
    return _save_rival(session, kunde_id, None)


@room.get("/konkurrenter/<uuid:konkurrent_id>", needs=Permission.KUNDE_ENDRE)
def konkurrent(session: Session, kunde_id: UUID, konkurrent_id: UUID) -> Response:
    return _rival_page(session, kunde_id, _rival_form(session, kunde_id, konkurrent_id))


@room.post("/konkurrenter/<uuid:konkurrent_id>", needs=Permission.KUNDE_ENDRE)
def endre_konkurrent(session: Session, kunde_id: UUID, konkurrent_id: UUID) -> Response:
    return _save_rival(session, kunde_id, konkurrent_id)


def _save_rival(session: Session, kunde_id: UUID, konkurrent_id: UUID | None) -> Response:
    form = _rival_form(session, kunde_id, konkurrent_id)
    if form.validate():
        with form.attempt(session):
            lagre_konkurrent(
                session,
                kunde_id=kunde_id,
                data=form.konkurrentdata(),
                konkurrent_id=konkurrent_id,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return _back(kunde_id, _("Konkurrenten er lagret."))
    return _rival_page(session, kunde_id, form)


def _form(session: Session, kunde_id: UUID) -> SalgForm:
    def stored() -> Stored:
        row = get_salg(session, kunde_id=kunde_id)
        values: dict[str, Any] = {
            name: str(getattr(row, name, None) or "")
            for name in ("vara_id", "team_id", "kilde_id", "segment_id", "kampanje")
        }
        values |= {"potensial": row and row.potensial_oere, "aarsverk": row and row.aarsverk}
        return Stored(row.versjon if row else 0, values)

    form = SalgForm(stored=stored)
    form.offer(
        brukere=list_brukere(session),
        team=list_team(session, alle=True),
        koder=list_koder(session, alle=True),
        sluttet=lambda ids: names_of(session, ids=ids),
    )
    return form


def _rival_form(session: Session, kunde_id: UUID, konkurrent_id: UUID | None) -> KonkurrentForm:
    def stored() -> Stored:
        row = (
            get_konkurrent(session, kunde_id=kunde_id, konkurrent_id=konkurrent_id)
            if konkurrent_id
            else Konkurrent(navn="", varsel_dager=90, pris="", merknad="", er_aktiv=True, versjon=0)
        )
        names = ("navn", "pris", "avtaleslutt", "varsel_dager", "merknad", "er_aktiv")
        return Stored(row.versjon, {**{name: getattr(row, name) for name in names}, "andel": row.andel_bp})

    return KonkurrentForm(stored=stored)


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


def _page(session: Session, kunde_id: UUID, form: SalgForm) -> Response:
    status = 422 if form.errors else 200
    return show("kundekort/salg/endre.html", status=status, kort=_kort(session, kunde_id), form=form)


def _rival_page(session: Session, kunde_id: UUID, form: KonkurrentForm) -> Response:
    status = 422 if form.errors else 200
    return show("kundekort/salg/konkurrent.html", status=status, kort=_kort(session, kunde_id), form=form)


def _back(kunde_id: UUID, toast: str) -> Response:
    return done(url_for(".vis", kunde_id=kunde_id), toast=toast)
