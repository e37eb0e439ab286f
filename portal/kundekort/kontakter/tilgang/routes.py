"""A contact's portal access: one page that gives, changes, invites again and withdraws."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, g, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import NotFound
from portal.i18n import _
from portal.identity.models import Portaltilgang
from portal.identity.permissions import Permission
from portal.kundekort.kontakter.queries import get_kontakt, list_roller
from portal.kundekort.kontakter.tilgang.actions import (
    endre_tilgang,
    gi_tilgang,
    inviter_igjen,
    trekk_tilgang,
)
from portal.kundekort.kontakter.tilgang.forms import EndreTilgangForm, NyTilgangForm, stored_tilgang
from portal.kundekort.kontakter.tilgang.queries import find_tilgang, list_noder
from portal.kundekort.kontakter.tilgang.rules import (
    OMFANG_NAVN,
    RETT_NAVN,
    TILSTAND_NAVN,
    Tilgangstilstand,
    state_of,
)
from portal.kundekort.queries import get_kort
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("tilgang", __name__, url_prefix="/<uuid:kontakt_id>/tilgang")
PAGE = "kundekort/kontakter/tilgang/vis.html"


@room.get("", needs=Permission.KONTAKT_INVITER)
def vis(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    return _page(session, kunde_id, kontakt_id)


@room.post("", needs=Permission.KONTAKT_INVITER)
def gi(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = NyTilgangForm().with_noder(list_noder(session, kunde_id=kunde_id))
    if form.validate():
        with form.attempt(session):
            gi_tilgang(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                data=form.tilgangsdata(),
                adresse=_link(),
                er_demo=g.tenant.er_demo,
            )
    if form.errors:
        return _page(session, kunde_id, kontakt_id, form=form)
    return _back(kunde_id, kontakt_id, _("Tilgangen er gitt, og invitasjonen er på vei."))


@room.post("/endre", needs=Permission.KONTAKT_INVITER)
def endre(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = _edit_form(session, kunde_id, kontakt_id)
    if form.validate():
        with form.attempt(session):
            endre_tilgang(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                data=form.tilgangsdata(),
                versjon=form.versjon.data,
            )
    if form.errors:
        return _page(session, kunde_id, kontakt_id, form=form)
    return _back(kunde_id, kontakt_id, _("Tilgangen er endret."))


@room.post("/inviter", needs=Permission.KONTAKT_INVITER)
def inviter(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    inviter_igjen(session, kunde_id=kunde_id, kontakt_id=kontakt_id, adresse=_link())
    return _back(kunde_id, kontakt_id, _("En ny invitasjon er på vei. Den gamle lenken virker ikke lenger."))


@room.post("/trekk", needs=Permission.KONTAKT_INVITER)
def trekk(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    trekk_tilgang(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    return _back(kunde_id, kontakt_id, _("Tilgangen er trukket, og kontakten er logget ut."))


def _link() -> str:
    """From the settings, never from the request: a forged Host would otherwise stand in the mail."""
    return f"{current_app.extensions['settings'].base_url}/{g.tenant.slug}/invitasjon/"


def _back(kunde_id: UUID, kontakt_id: UUID, toast: str) -> Response:
    return done(url_for(".vis", kunde_id=kunde_id, kontakt_id=kontakt_id), toast=toast)


def _page(session: Session, kunde_id: UUID, kontakt_id: UUID, form: Any = None) -> Response:
    """Four statements besides the identity."""
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    held = find_tilgang(session, kontakt_id=kontakt_id)
    tilgang, konto = held or (None, None)
    tilstand = state_of(tilgang, konto, dag=today())
    lives = tilstand in {Tilgangstilstand.AKTIV, Tilgangstilstand.INVITERT}
    faults = form is not None
    if form is None:
        form = _form(session, kunde_id, kontakt_id, tilgang if lives else None)
    return show(
        PAGE,
        status=422 if faults else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        kontakt=kontakt,
        person=person,
        konto=konto,
        tilgang=tilgang,
        tilstand=tilstand,
        tilstand_navn=TILSTAND_NAVN[tilstand],
        lives=lives,
        rett_navn=RETT_NAVN,
        omfang_navn=OMFANG_NAVN,
        form=form,
        andre=WriteForm(None),
    )


def _form(session: Session, kunde_id: UUID, kontakt_id: UUID, tilgang: Portaltilgang | None) -> Any:
    noder = list_noder(session, kunde_id=kunde_id)
    if tilgang is None:
        roller = frozenset(row.rolle for row in list_roller(session, kontakt_id=kontakt_id))
        return NyTilgangForm.proposed(roller, kunde_id=kunde_id).with_noder(noder)
    return EndreTilgangForm(None, stored=lambda: stored_tilgang(tilgang)).with_noder(noder)


def _edit_form(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Any:
    def stored() -> Stored:
        held = find_tilgang(session, kontakt_id=kontakt_id)
        if held is None:
            raise NotFound(f"no access for engasjement {kontakt_id}")
        return stored_tilgang(held[0])

    return EndreTilgangForm(stored=stored).with_noder(list_noder(session, kunde_id=kunde_id))
