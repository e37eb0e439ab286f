"""Purreprofiler in the settings: when overdue invoices are reminded of."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.purreprofiler.actions import lagre_profil
from portal.kundekort.purreprofiler.forms import ProfilForm
from portal.kundekort.purreprofiler.queries import get_profil, list_profiler
from portal.kundekort.purreprofiler.rules import KODER
from portal.registers.queries import get_lovregel
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("purreprofiler", __name__, url_prefix="/purreprofiler")
NEEDS = Permission.INNSTILLING_ENDRE


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """One statement besides the identity."""
    return show("kundekort/purreprofiler/liste.html", rader=list_profiler(session))


@room.get("/ny", needs=NEEDS)
def ny(session: Session) -> Response:
    return _page(session, _form(session, None), None)


@room.post("/ny", needs=NEEDS)
def opprett(session: Session) -> Response:
    return _save(session, None)


@room.get("/<uuid:purreprofil_id>", needs=NEEDS)
def vis(session: Session, purreprofil_id: UUID) -> Response:
    return _page(session, _form(session, purreprofil_id), purreprofil_id)


@room.post("/<uuid:purreprofil_id>", needs=NEEDS)
def lagre(session: Session, purreprofil_id: UUID) -> Response:
    return _save(session, purreprofil_id)


def _save(session: Session, profil_id: UUID | None) -> Response:
    form = _form(session, profil_id)
    if form.validate():
        with form.attempt(session):
            lagre_profil(session, data=form.data_of(), profil_id=profil_id, versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".liste"), toast=_("Profilen er lagret."))
    return _page(session, form, profil_id)


def _form(session: Session, profil_id: UUID | None) -> ProfilForm:
    def stored() -> Stored:
        if profil_id is None:
            blank = dict.fromkeys(("navn", "paaminnelse", "purring", "inkassovarsel", "inkassofrist"))
            return Stored(0, {**blank, "gebyr": False, "rekkefoelge": 10, "er_aktiv": True})
        row = get_profil(session, profil_id=profil_id)
        days = {
            name: getattr(row, f"{name}_dager")
            for name in ("paaminnelse", "purring", "inkassovarsel", "inkassofrist")
        }
        rest = {name: getattr(row, name) for name in ("navn", "gebyr", "rekkefoelge", "er_aktiv")}
        return Stored(row.versjon, {**days, **rest})

    return ProfilForm(stored=stored)


def _page(session: Session, form: ProfilForm, profil_id: UUID | None) -> Response:
    """The form, and what the law says beside it."""
    return show(
        "kundekort/purreprofiler/skjema.html",
        status=422 if form.errors else 200,
        form=form,
        profil_id=profil_id,
        regler=[get_lovregel(session, kode=kode, dato=today()) for kode in KODER],
    )
