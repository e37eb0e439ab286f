"""Fixed comments: the box on Oversikt, writing, changing, ending, and what once stood there."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kommentarer.actions import avslutt_kommentar, endre_kommentar, skriv_kommentar
from portal.kundekort.kommentarer.forms import AvsluttForm, KommentarForm
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
    )


@room.get("/ny", needs=Permission.KUNDE_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    """A new comment."""
    return _form(session, kunde_id, KommentarForm())


@room.post("/ny", needs=Permission.KUNDE_ENDRE)
def skriv(session: Session, kunde_id: UUID) -> Response:
    """Store a new comment."""
    form = KommentarForm()
    if form.validate():
        with form.attempt(session):
            skriv_kommentar(
                session, kunde_id=kunde_id, slag=Kommentarslag(form.slag.data), tekst=form.tekst.data
            )
        if not form.errors:
            return _back(kunde_id, _("Kommentaren er lagret."))
    return _form(session, kunde_id, form)


@room.get("/<uuid:kommentar_id>/endre", needs=Permission.KUNDE_ENDRE)
def endre(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """The comment in a form."""
    row = get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id)
    return _form(session, kunde_id, KommentarForm(slag=row.slag.value, tekst=row.tekst))


@room.post("/<uuid:kommentar_id>/endre", needs=Permission.KUNDE_ENDRE)
def lagre(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """Another text; the former one is kept in the history."""
    form = KommentarForm()
    if form.validate():
        with form.attempt(session):
            endre_kommentar(
                session,
                kunde_id=kunde_id,
                kommentar_id=kommentar_id,
                slag=Kommentarslag(form.slag.data),
                tekst=form.tekst.data,
            )
        if not form.errors:
            return _back(kunde_id, _("Kommentaren er endret."))
    return _form(session, kunde_id, form)


@room.get("/<uuid:kommentar_id>/avslutt", needs=Permission.KUNDE_ENDRE)
def spoer(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """Ask before the comment goes."""
    return show(
        "kundekort/kommentarer/avslutt.html",
        "kundekort/kommentarer/_avslutt.html",
        kort=get_kort(session, kunde_id=kunde_id),
        form=AvsluttForm(),
        kommentar=get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id),
    )


@room.post("/<uuid:kommentar_id>/avslutt", needs=Permission.KUNDE_ENDRE)
def avslutt(session: Session, kunde_id: UUID, kommentar_id: UUID) -> Response:
    """Let the comment stand no longer. Nothing can refuse it."""
    avslutt_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id)
    return _back(kunde_id, _("Kommentaren er avsluttet."))


def _form(session: Session, kunde_id: UUID, form: KommentarForm) -> Response:
    """The page, or for htmx the dialog; a refused form comes back alone, to its place in the dialog."""
    return show(
        "kundekort/kommentarer/skjema.html",
        f"kundekort/kommentarer/{'_form' if form.is_submitted() else '_skjema'}.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id),
        form=form,
        title=_("Fast kommentar"),
    )


def _back(kunde_id: UUID, toast: str) -> Response:
    return done(url_for("kundekort.oversikt.vis", kunde_id=kunde_id), toast=toast)
