"""«Deaktiver»: one page that says what hangs on an employee, one act that lets him go and gives it on."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.queries import get_bruker
from portal.administrasjon.brukere.slutt.actions import aktiver_bruker, deaktiver_bruker, logg_ut_bruker
from portal.administrasjon.brukere.slutt.forms import DeaktiverForm, slutt_reader
from portal.administrasjon.brukere.slutt.queries import (
    count_henger,
    list_kolleger,
    list_kommende,
    rights_lost,
)
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.rettighetsord import named
from portal.kundekort.leser import current_leser
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("slutt", __name__, url_prefix="/<uuid:bruker_id>")
NEEDS = Permission.BRUKER_ENDRE
PAGE = "administrasjon/brukere/slutt/vis.html"


@room.get("/deaktiver", needs=NEEDS)
def vis(session: Session, bruker_id: UUID) -> Response:
    return _page(session, bruker_id, _form(session, bruker_id))


@room.post("/deaktiver", needs=NEEDS)
def deaktiver(session: Session, bruker_id: UUID) -> Response:
    form = _form(session, bruker_id)
    if form.validate():
        with form.attempt(session):
            bruker = deaktiver_bruker(
                session,
                bruker_id=bruker_id,
                overtar=form.overtakelse(),
                versjon=form.versjon.data,
                leser=current_leser(),
            )
        if not form.errors:
            toast = _("%(navn)s er deaktivert og logget ut overalt.", navn=bruker.navn)
            return done(_home(bruker_id), toast=toast)
    return _page(session, bruker_id, form)


@room.post("/aktiver", needs=NEEDS)
def aktiver(session: Session, bruker_id: UUID) -> Response:
    bruker = aktiver_bruker(session, bruker_id=bruker_id)
    return done(_home(bruker_id), toast=_("%(navn)s kan logge inn igjen.", navn=bruker.navn))


@room.post("/logg-ut", needs=NEEDS)
def logg_ut(session: Session, bruker_id: UUID) -> Response:
    bruker = logg_ut_bruker(session, bruker_id=bruker_id)
    return done(_home(bruker_id), toast=_("%(navn)s er logget ut overalt.", navn=bruker.navn))


def _home(bruker_id: UUID) -> str:
    return url_for("administrasjon.brukere.vis", bruker_id=bruker_id)


def _form(session: Session, bruker_id: UUID) -> DeaktiverForm:
    form = DeaktiverForm(stored=slutt_reader(session, bruker_id=bruker_id))
    return form.offer(list_kolleger(session, but=bruker_id))


def _page(session: Session, bruker_id: UUID, form: DeaktiverForm) -> Response:
    """Seven statements besides the identity."""
    return show(
        PAGE,
        status=422 if form.errors else 200,
        bruker=get_bruker(session, bruker_id=bruker_id),
        form=form,
        henger=count_henger(session, bruker_id=bruker_id),
        kommende=list_kommende(session, bruker_id=bruker_id),
        tapt=named(rights_lost(session, bruker_id=bruker_id)),
    )
