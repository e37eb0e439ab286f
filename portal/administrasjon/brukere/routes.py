"""«Brukere»: who works here, what they may do, and the invitation that lets a new one in."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, g, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.actions import Avsender, endre_bruker, inviter_bruker, send_ny_lenke
from portal.administrasjon.brukere.forms import BrukerForm, NyBrukerForm, bruker_reader, over
from portal.administrasjon.brukere.queries import (
    get_bruker,
    list_brukerliste,
    list_hendelser_om,
    list_team_av,
)
from portal.administrasjon.brukere.rules import (
    TILSTAND_NAVN,
    TILSTAND_TONE,
    VIS_NAVN,
    difference,
    read_vis,
    state,
)
from portal.administrasjon.organisasjon.queries import list_avdelinger
from portal.administrasjon.queries import list_roller
from portal.audit.sentences import sentence
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.sessions import list_oekter
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("brukere", __name__, url_prefix="/brukere")
NEEDS = Permission.BRUKER_ENDRE
FOLDER = "administrasjon/brukere/"
WORDS: dict[str, Any] = {"tilstand": state, "tilstand_navn": TILSTAND_NAVN, "tilstand_tone": TILSTAND_TONE}


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """Two statements."""
    vis, q = read_vis(request.args.get("vis", "")), request.args.get("q", "")[:100].replace("\0", "").strip()
    rolle_id = read_uuid(request.args.get("rolle"))
    side = list_brukerliste(session, vis=vis, q=q, rolle_id=rolle_id, etter=request.args.get("etter"))
    roller = list_roller(session)
    return show(
        FOLDER + "liste.html",
        side=side,
        vis=vis,
        q=q,
        rolle_id=rolle_id,
        roller=roller,
        vis_navn=VIS_NAVN,
        **WORDS,
    )


@room.get("/ny", needs=NEEDS)
def ny(session: Session) -> Response:
    return _new(_offered(session, NyBrukerForm(None)))


@room.post("/ny", needs=NEEDS)
def inviter(session: Session) -> Response:
    form = _offered(session, NyBrukerForm())
    if form.validate():
        with form.attempt(session):
            bruker = inviter_bruker(
                session, data=form.data_of(), avsender=avsender(), er_demo=g.tenant.er_demo
            )
        if not form.errors:
            return done(
                url_for(".vis", bruker_id=bruker.id),
                toast=_("Invitasjonen er på vei til %(epost)s.", epost=bruker.epost),
            )
    return _new(form)


@room.get("/<uuid:bruker_id>", needs=NEEDS)
def vis(session: Session, bruker_id: UUID) -> Response:
    return _page(session, bruker_id, _form(session, bruker_id))


@room.post("/<uuid:bruker_id>", needs=NEEDS)
def endre(session: Session, bruker_id: UUID) -> Response:
    form = _form(session, bruker_id)
    if form.validate():
        with form.attempt(session):
            endre_bruker(
                session,
                bruker_id=bruker_id,
                data=form.data_of(),
                versjon=form.versjon.data,
                avsender=avsender(),
                spar=current_user.oekt_id,
            )
        if not form.errors:
            return done(url_for(".vis", bruker_id=bruker_id), toast=_("Brukeren er lagret."))
    return _page(session, bruker_id, form)


@room.post("/<uuid:bruker_id>/lenke", needs=NEEDS)
def lenke(session: Session, bruker_id: UUID) -> Response:
    bruker = send_ny_lenke(session, bruker_id=bruker_id, avsender=avsender())
    toast = _("En ny lenke er på vei til %(epost)s. Den gamle virker ikke lenger.", epost=bruker.epost)
    return done(url_for(".vis", bruker_id=bruker_id), toast=toast)


def avsender() -> Avsender:
    """The address is from the settings, never from the request: a forged Host would otherwise stand in the mail."""
    base = current_app.extensions["settings"].base_url
    return Avsender(f"{base}/{g.tenant.slug}/invitasjon/ansatt/", g.tenant.navn, g.tenant.sprak)


def _form(session: Session, bruker_id: UUID) -> BrukerForm:
    form: BrukerForm = _offered(session, BrukerForm(stored=bruker_reader(session, bruker_id=bruker_id)))
    return form


def _offered(session: Session, form: Any) -> Any:
    return form.offer(roller=list_roller(session), avdelinger=list_avdelinger(session))


def _new(form: NyBrukerForm) -> Response:
    status = 422 if form.errors else 200
    return show(FOLDER + "ny.html", status=status, form=form, over=frozenset())


def _page(session: Session, bruker_id: UUID, form: BrukerForm) -> Response:
    """Nine statements besides the identity."""
    return show(
        FOLDER + "vis.html",
        status=422 if form.errors else 200,
        bruker=get_bruker(session, bruker_id=bruker_id),
        form=form,
        over=over(form, current_user.actor) if bruker_id == current_user.actor.id else frozenset(),
        team=list_team_av(session, bruker_id=bruker_id),
        oekter=list_oekter(session, bruker_id=bruker_id),
        hendelser=list_hendelser_om(session, subjekt_id=bruker_id),
        setning=sentence,
        forskjell=difference,
        knapp=WriteForm(None),
        **WORDS,
    )
