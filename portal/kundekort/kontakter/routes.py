"""The tab Kontakter: who is what here, and the doors to their rights."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.feltverdi import list_felt
from portal.kundekort.kontakter.actions import endre_kontakt, registrer_kontakt
from portal.kundekort.kontakter.forms import (
    EndreKontaktForm,
    NyKontaktForm,
    reader,
)
from portal.kundekort.kontakter.queries import (
    get_kontakt,
    get_rad,
    list_kontakter,
    list_tidligere,
)
from portal.kundekort.kontakter.rules import PAAVIRKNING_NAVN, cannot_get, last_day, read_roller
from portal.kundekort.kontakter.slutt import routes as slutt
from portal.kundekort.kontakter.tilgang import routes as tilgang
from portal.kundekort.kontakter.tilgang.rules import row_state
from portal.kundekort.models import Feltgjelder, Paavirkning
from portal.kundekort.queries import get_kort
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kontakter", __name__, url_prefix="/<uuid:kunde_id>/kontakter")
room.register_blueprint(tilgang.room)
room.register_blueprint(slutt.room)
PAGE, DIALOG, FORM = (
    "kundekort/kontakter/skjema.html",
    "kundekort/kontakter/_dialog.html",
    "kundekort/kontakter/_skjema.html",
)


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Four statements besides the identity. `?paavirkning=` narrows the list."""
    asked = request.args.get("paavirkning", "")
    paavirkning = Paavirkning(asked) if asked in set(Paavirkning) else None
    return show(
        "kundekort/kontakter/liste.html",
        kort=_kort(session, kunde_id),
        kontakter=list_kontakter(
            session, kunde_id=kunde_id, paavirkning=paavirkning, etter=request.args.get("etter")
        ),
        valgt=paavirkning,
        paavirkning_navn=PAAVIRKNING_NAVN,
        tidligere=list_tidligere(session, kunde_id=kunde_id),
        roller=read_roller,
        tilstand=row_state,
        siste_dag=last_day,
        felter=list_felt(session, gjelder=Feltgjelder.KONTAKT),
    )


@room.get("/<uuid:kontakt_id>/handlinger", needs=Permission.KUNDE_LES)
def handlinger(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """What the reader can do with one contact; fetched when it is asked for. Three statements besides the identity."""
    rad = get_rad(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    return show(
        "kundekort/kontakter/handlinger.html",
        "kundekort/kontakter/_handlingsdialog.html",
        kort=_kort(session, kunde_id),
        rad=rad,
        tilstand=row_state(rad),
        har_felt=bool(list_felt(session, gjelder=Feltgjelder.KONTAKT)),
        hindre=cannot_get(rad),
    )


@room.get("/ny", needs=Permission.KONTAKT_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    form = NyKontaktForm(None, fra=today())
    return show(PAGE, DIALOG, kort=_kort(session, kunde_id), form=form, kontakt=None)


@room.post("", needs=Permission.KONTAKT_ENDRE)
def registrer(session: Session, kunde_id: UUID) -> Response:
    form = NyKontaktForm()
    if form.validate():
        with form.attempt(session):
            registrer_kontakt(session, kunde_id=kunde_id, data=form.kontaktdata())
    if form.errors:
        return show(PAGE, FORM, status=422, kort=_kort(session, kunde_id), form=form, kontakt=None)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("%(navn)s er registrert.", navn=form.navn.data))


@room.get("/<uuid:kontakt_id>/endre", needs=Permission.KONTAKT_ENDRE)
def endre(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    note_read("person", person.id, "kontaktkort")
    form = EndreKontaktForm(stored=reader(session, kunde_id=kunde_id, kontakt_id=kontakt_id))
    return show(PAGE, DIALOG, kort=_kort(session, kunde_id), form=form, kontakt=kontakt)


@room.post("/<uuid:kontakt_id>", needs=Permission.KONTAKT_ENDRE)
def lagre(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = EndreKontaktForm(stored=reader(session, kunde_id=kunde_id, kontakt_id=kontakt_id))
    if form.validate():
        with form.attempt(session):
            endre_kontakt(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                data=form.kontaktdata(),
                versjon=form.versjon.data,
            )
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    if form.errors:
        return show(PAGE, FORM, status=422, kort=_kort(session, kunde_id), form=form, kontakt=kontakt)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("%(navn)s er lagret.", navn=person.navn))
