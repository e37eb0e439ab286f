"""Fixed comments: the box on Oversikt, writing, changing, ending, and what once stood there."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kommentarer.actions import avslutt_kommentar, endre_kommentar, skriv_kommentar
from portal.kundekort.kommentarer.forms import SLAGNAVN, AvsluttForm, KommentarForm
from portal.kundekort.kommentarer.queries import get_kommentar, list_historikk, list_kommentarer
from portal.kundekort.models import Kommentarslag
from portal.kundekort.queries import get_kort
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kommentarer", __name__, url_prefix="/<uuid:kunde_id>/kommentarer")


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Those that stand and those that no longer do."""
    return show(
        "kundekort/kommentarer/liste.html",
        kort=get_kort(session, kunde_id=kunde_id),
        data=list_kommentarer(session, kunde_id=kunde_id),
        historikk=list_historikk(session, kunde_id=kunde_id),
        slagnavn=SLAGNAVN,
    )


@room.route("/ny", needs=Permission.KUNDE_ENDRE, methods=["GET", "POST"])
def ny(session: Session, kunde_id: UUID) -> Response:
    """A new comment."""
    form = KommentarForm()
    if form.validate_on_submit():
        with form.attempt(session):
            skriv_kommentar(
                session, kunde_id=kunde_id, slag=Kommentarslag(form.slag.data), tekst=form.tekst.data
            )
        if not form.errors:
            return _back(session, kunde_id, _("Kommentaren er lagret."))
    return _form(session, kunde_id, form, title=_("Ny fast kommentar"))


@room.route("/<uuid:kommentar_id>/endre", needs=Permission.KUNDE_ENDRE, methods=["GET", "POST"])
def endre(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """Another text; the former one is kept in the history."""
    row = get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id)
    form = KommentarForm(slag=row.slag.value, tekst=row.tekst)
    if form.validate_on_submit():
        with form.attempt(session):
            endre_kommentar(
                session,
                kunde_id=kunde_id,
                kommentar_id=kommentar_id,
                slag=Kommentarslag(form.slag.data),
                tekst=form.tekst.data,
            )
        if not form.errors:
            return _back(session, kunde_id, _("Kommentaren er endret."))
    return _form(session, kunde_id, form, title=_("Endre fast kommentar"))


@room.route("/<uuid:kommentar_id>/avslutt", needs=Permission.KUNDE_ENDRE, methods=["GET", "POST"])
def avslutt(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """Ask, then let it stand no longer."""
    row = get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id)
    form = AvsluttForm()
    if form.validate_on_submit():
        with form.attempt(session):
            avslutt_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id)
        if not form.errors:
            return _back(session, kunde_id, _("Kommentaren er avsluttet."))
    return show(
        "kundekort/kommentarer/avslutt.html",
        "kundekort/kommentarer/_avslutt.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id),
        form=form,
        kommentar=row,
        slagnavn=SLAGNAVN,
    )


def _form(session: Session, kunde_id: UUID, form: KommentarForm, *, title: str) -> Response:
    return show(
        "kundekort/kommentarer/skjema.html",
        "kundekort/kommentarer/_skjema.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id),
        form=form,
        title=title,
    )


def _back(session: Session, kunde_id: UUID, toast: str) -> Response:
    """To Oversikt; for htmx the box alone."""
    return done(
        url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
        fragment="kundekort/kommentarer/_boks.html",
        toast=toast,
        kort=get_kort(session, kunde_id=kunde_id),
        data=list_kommentarer(session, kunde_id=kunde_id),
        slagnavn=SLAGNAVN,
    )
