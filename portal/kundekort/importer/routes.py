"""Importing a list of customers: file, columns, trial, run with progress, undo."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.jobs.outbox import enqueue
from portal.kundekort.importer.actions import les_fil, proev_import, start_import
from portal.kundekort.importer.forms import FilForm, KolonneForm, StegForm
from portal.kundekort.importer.queries import get_import, list_importer, list_rader
from portal.kundekort.importer.rules import FELTER, MERKNADER, TILSTANDER
from portal.kundekort.importer.tables import MAX_BYTES, read_table
from portal.kundekort.importer.undo import angre_import
from portal.kundekort.models import Import, Importtilstand, Radutfall
from portal.web import formats
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("importer", __name__, url_prefix="/importer")
NEEDS = Permission.KUNDE_IMPORTER


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """Former imports, and the form of a new one."""
    return _list_page(session, FilForm())


@room.post("", needs=NEEDS)
def les(session: Session) -> Response:
    """Read the file and try it; what it would do is on the page that follows."""
    form = FilForm()
    if form.validate():
        with form.attempt(session):
            data = form.fil.data.stream.read(MAX_BYTES + 1)
            tabell = read_table(form.fil.data.filename or "", data, koding=form.koding.data or None)
            kjoering = les_fil(
                session, filnavn=form.fil.data.filename or "", tabell=tabell, kilde=form.kilde.data
            )
            if "navn" in kjoering.kolonner:
                proev_import(session, import_id=kjoering.id)
        if not form.errors:
            return done(url_for(".vis", import_id=kjoering.id))
    return _list_page(session, form)


@room.get("/<uuid:import_id>", needs=NEEDS)
def vis(session: Session, import_id: UUID) -> Response:
    """Columns, what each line does, progress, and the buttons of what may be done now."""
    return _page(session, get_import(session, import_id=import_id))


@room.get("/<uuid:import_id>/framdrift", needs=NEEDS)
def framdrift(session: Session, import_id: UUID) -> Response:
    """The progress alone, asked for every second; the page is fetched anew when the run is over."""
    kjoering = get_import(session, import_id=import_id)
    response = show(
        "kundekort/importer/framdrift.html", "kundekort/importer/_framdrift.html", kjoering=kjoering
    )
    if kjoering.tilstand is not Importtilstand.KOE:
        response.headers["HX-Refresh"] = "true"
    return response


@room.post("/<uuid:import_id>/proev", needs=NEEDS)
def proev(session: Session, import_id: UUID) -> Response:
    """Try again with other columns."""
    kjoering = get_import(session, import_id=import_id)
    form = KolonneForm()
    form.offer(kjoering)
    if form.validate():
        with form.attempt(session):
            proev_import(session, import_id=import_id, kolonner=form.columns())
        if not form.errors:
            return done(
                url_for(".vis", import_id=import_id), toast=_("Importen er prøvd. Ingenting er endret.")
            )
    return _page(session, get_import(session, import_id=import_id), form)


@room.post("/<uuid:import_id>/kjoer", needs=NEEDS)
def kjoer(session: Session, import_id: UUID) -> Response:
    """Let the worker run it, part by part."""
    start_import(session, import_id=import_id)
    enqueue(session, "kunder.import", key=import_id, import_id=import_id)
    return done(url_for(".vis", import_id=import_id))


@room.post("/<uuid:import_id>/angre", needs=NEEDS)
def angre(session: Session, import_id: UUID) -> Response:
    """Take the whole import back."""
    angret = angre_import(session, import_id=import_id)
    toast = ngettext(
        "%(tall)s kunde er tatt ut igjen.",
        "%(tall)s kunder er tatt ut igjen.",
        angret.antall,
        tall=formats.antall(angret.antall),
    )
    if angret.antall_beholdt:
        toast += " " + ngettext(
            "%(tall)s er endret siden og står: %(navn)s.",
            "%(tall)s er endret siden og står: %(navn)s.",
            angret.antall_beholdt,
            tall=formats.antall(angret.antall_beholdt),
            navn=", ".join(navn for _id, navn in angret.beholdt[:5]),
        )
    return done(url_for(".vis", import_id=import_id), toast=toast)


def _list_page(session: Session, form: FilForm) -> Response:
    return show(
        "kundekort/importer/liste.html",
        status=422 if form.errors else 200,
        form=form,
        importer=list_importer(session),
        grense=MAX_BYTES // 1024 // 1024,
        tekst=TILSTANDER,
    )


def _page(session: Session, kjoering: Import, form: KolonneForm | None = None) -> Response:
    try:
        utfall = Radutfall(request.args.get("utfall", ""))
    except ValueError:
        utfall = None
    if form is None:
        form = KolonneForm()
        form.offer(kjoering)
    return show(
        "kundekort/importer/vis.html",
        status=422 if form.errors else 200,
        kjoering=kjoering,
        form=form,
        steg=StegForm(),
        felter=FELTER,
        utfall=utfall,
        rader=list_rader(session, import_id=kjoering.id, utfall=utfall, etter=request.args.get("etter")),
        merknad=lambda merknad: str(MERKNADER[merknad["kode"]]) % merknad,
        tekst=TILSTANDER,
    )
