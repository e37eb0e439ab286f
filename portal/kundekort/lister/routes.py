"""Lists: those one may use, one of them with what stands in it, and the forms."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.hotlister import KUNDE, get_liste, is_expired, lag_liste, last_day
from portal.kundekort.leser import current_leser
from portal.kundekort.lister.actions import endre_liste, slett_liste
from portal.kundekort.lister.forms import EndreListeForm, ListeForm, TomForm, reader
from portal.kundekort.lister.queries import list_lister, list_medlemmer, list_poster
from portal.kundekort.registry import koblingsslag
from portal.kundekort.skjema import show_skjema
from portal.web.current import rights
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("lister", __name__)


@room.get("/lister", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """Own lists and those shared with one. Two statements with the identity."""
    return show(
        "kundekort/lister/liste.html",
        lister=list_lister(session, leser=current_leser()),
        slag={slag.key: slag for slag in koblingsslag.all()},
        siste=last_day,
    )


@room.get("/lister/ny", needs=Permission.KUNDE_ENDRE)
def ny(session: Session) -> Response:
    """A new, empty list. `?slag=` proposes what it is of."""
    return _new_page(ListeForm(None, slag=request.args.get("slag", KUNDE)))


@room.post("/lister/ny", needs=Permission.KUNDE_ENDRE)
def lag(session: Session) -> Response:
    """Make it."""
    form = ListeForm()
    form.offer(koblingsslag.allowed(rights()))
    if form.validate():
        with form.attempt(session):
            laget = lag_liste(
                session,
                navn=form.navn.data,
                deling=form.deling.deling,
                siste_dag=form.siste_dag.data,
                leser=current_leser(),
                slag=form.slag.data,
            )
        if not form.errors:
            return done(
                url_for(".vis", liste_id=laget.id), toast=_("Listen «%(navn)s» er laget.", navn=laget.navn)
            )
    return _new_page(form)


def _new_page(form: ListeForm) -> Response:
    form.offer(koblingsslag.allowed(rights()))
    return show_skjema(
        form,
        felt="kundekort/lister/_felt.html",
        tittel=_("Ny liste"),
        url=url_for(".lag"),
        tilbake=url_for(".liste"),
    )


@room.get("/lister/<uuid:liste_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, liste_id: UUID) -> Response:
    """The customers of a list in three statements with the identity; other records in four."""
    leser, etter = current_leser(), request.args.get("etter")
    vist = get_liste(session, liste_id=liste_id, leser=leser)
    return show(
        "kundekort/lister/vis.html",
        liste=vist,
        slag=next(slag for slag in koblingsslag.all() if slag.key == vist.slag),
        er_min=vist.bruker_id == leser.bruker_id,
        utloept=is_expired(vist),
        siste=last_day,
        medlemmer=list_medlemmer(session, liste_id=liste_id, etter=etter)
        if vist.slag == KUNDE
        else list_poster(session, liste=vist, permissions=rights(), etter=etter),
        form=TomForm(),
    )


@room.get("/lister/<uuid:liste_id>/endre", needs=Permission.KUNDE_ENDRE)
def endre(session: Session, liste_id: UUID) -> Response:
    """Name, sharing and last day of one's own list."""
    return _edit_page(session, liste_id, EndreListeForm(stored=_stored(session, liste_id)))


@room.post("/lister/<uuid:liste_id>/endre", needs=Permission.KUNDE_ENDRE)
def lagre(session: Session, liste_id: UUID) -> Response:
    """Store the changes."""
    form = EndreListeForm(stored=_stored(session, liste_id))
    if form.validate():
        with form.attempt(session):
            endre_liste(
                session,
                liste_id=liste_id,
                navn=form.navn.data,
                deling=form.deling.deling,
                siste_dag=form.siste_dag.data,
                versjon=form.versjon.data,
                leser=current_leser(),
            )
        if not form.errors:
            return done(url_for(".vis", liste_id=liste_id), toast=_("Listen er endret."))
    return _edit_page(session, liste_id, form)


@room.post("/lister/<uuid:liste_id>/slett", needs=Permission.KUNDE_ENDRE)
def slett(session: Session, liste_id: UUID) -> Response:
    """Delete the list; what stood in it stays."""
    navn = slett_liste(session, liste_id=liste_id, leser=current_leser())
    return done(url_for(".liste"), toast=_("Listen «%(navn)s» er slettet.", navn=navn))


def _stored(session: Session, liste_id: UUID) -> Callable[[], Stored]:
    return reader(session, liste_id=liste_id, leser=current_leser())


def _edit_page(session: Session, liste_id: UUID, form: EndreListeForm) -> Response:
    leser = current_leser()
    holdt = get_liste(session, liste_id=liste_id, leser=leser)
    if holdt.bruker_id != leser.bruker_id:
        raise NotFound(f"liste {liste_id} is another's")
    return show_skjema(
        form,
        felt="kundekort/lister/_felt.html",
        tittel=_("Endre listen «%(navn)s»", navn=holdt.navn),
        url=url_for(".lagre", liste_id=liste_id),
        tilbake=url_for(".vis", liste_id=liste_id),
        slett=TomForm(None),
        slett_url=url_for(".slett", liste_id=liste_id),
    )
