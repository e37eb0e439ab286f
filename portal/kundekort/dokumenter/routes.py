"""The tab Dokumenter."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.filestore.gateway import send_dokument
from portal.filestore.models import Dokumentslag
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.dokumenter.actions import (
    endre_dokument,
    last_opp_dokument,
    legg_inn_versjon,
    slett_kundedokument,
)
from portal.kundekort.dokumenter.forms import (
    EndreDokumentForm,
    NyttDokumentForm,
    NyVersjonForm,
    reader,
)
from portal.kundekort.dokumenter.page import WORDS, document_page
from portal.kundekort.dokumenter.queries import get_kundedokument, list_dokumenter
from portal.kundekort.queries import get_kort
from portal.signing.queries import states_of
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("dokumenter", __name__, url_prefix="/<uuid:kunde_id>/dokumenter")
NEW, NEW_DIALOG, NEW_FORM = (
    "kundekort/dokumenter/ny.html",
    "kundekort/dokumenter/_ny_dialog.html",
    "kundekort/dokumenter/_ny.html",
)


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


@room.get("", needs=Permission.DOKUMENT_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Three statements besides the identity."""
    asked = request.args.get("slag", "")
    slag = Dokumentslag(asked) if asked in list(Dokumentslag) else None
    page = list_dokumenter(session, kunde_id=kunde_id, slag=slag, etter=request.args.get("etter"))
    kort = _kort(session, kunde_id)
    signering = states_of(session, dokument_ids=[row.id for row in page.rows])
    return show(
        "kundekort/dokumenter/liste.html", kort=kort, dokumenter=page, slag=slag, signering=signering, **WORDS
    )


@room.get("/ny", needs=Permission.DOKUMENT_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    return show(NEW, NEW_DIALOG, kort=_kort(session, kunde_id), form=NyttDokumentForm(None))


@room.post("", needs=Permission.DOKUMENT_ENDRE)
def last_opp(session: Session, kunde_id: UUID) -> Response:
    form = NyttDokumentForm()
    if form.validate():
        with form.attempt(session):
            last_opp_dokument(
                session,
                kunde_id=kunde_id,
                data=form.dokumentdata(),
                innhold=form.fil.data.stream,
                filnavn=form.fil.data.filename or "",
            )
    if form.errors:
        return show(NEW, NEW_FORM, status=422, kort=_kort(session, kunde_id), form=form)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("Dokumentet er lagret."))


@room.get("/<uuid:dokument_id>", needs=Permission.DOKUMENT_LES)
def vis(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    return document_page(session, kunde_id, dokument_id)


@room.post("/<uuid:dokument_id>", needs=Permission.DOKUMENT_ENDRE)
def lagre(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    form = EndreDokumentForm(stored=reader(session, kunde_id=kunde_id, dokument_id=dokument_id))
    if form.validate():
        with form.attempt(session):
            endre_dokument(
                session,
                kunde_id=kunde_id,
                dokument_id=dokument_id,
                data=form.dokumentdata(),
                versjon=form.versjon.data,
            )
    if form.errors:
        return document_page(session, kunde_id, dokument_id, form=form)
    return done(url_for(".vis", kunde_id=kunde_id, dokument_id=dokument_id), toast=_("Dokumentet er endret."))


@room.post("/<uuid:dokument_id>/versjoner", needs=Permission.DOKUMENT_ENDRE)
def ny_versjon(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    form = NyVersjonForm(stored=reader(session, kunde_id=kunde_id, dokument_id=dokument_id))
    if form.validate():
        with form.attempt(session):
            legg_inn_versjon(
                session,
                kunde_id=kunde_id,
                dokument_id=dokument_id,
                innhold=form.fil.data.stream,
                filnavn=form.fil.data.filename or "",
                versjon=form.versjon.data,
            )
    if form.errors:
        return document_page(session, kunde_id, dokument_id, ny=form)
    return done(url_for(".vis", kunde_id=kunde_id, dokument_id=dokument_id), toast=_("Ny versjon er lagret."))


@room.post("/<uuid:dokument_id>/slett", needs=Permission.DOKUMENT_ENDRE)
def slett(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    slett_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("Dokumentet er slettet."))


@room.get("/<uuid:dokument_id>/fil", needs=Permission.DOKUMENT_LES)
def fil(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    """The file itself, an older version by `?nr=`."""
    get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id)
    note_read("dokument", dokument_id, "fil")
    return send_dokument(session, dokument_id=dokument_id, nr=request.args.get("nr", type=int))
