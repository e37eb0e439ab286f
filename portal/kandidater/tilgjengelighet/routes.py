"""Adding and removing periods."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.models import Tilgjengelighetsslag
from portal.kandidater.queries import get_kandidat
from portal.kandidater.tilgjengelighet.actions import registrer_tilgjengelighet, slett_tilgjengelighet
from portal.kandidater.tilgjengelighet.forms import PeriodeForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("tilgjengelighet", __name__, url_prefix="/<uuid:kandidat_id>/tilgjengelighet")
SKJEMA = "kandidater/tilgjengelighet/skjema.html"


@room.get("/ny", needs=Permission.KANDIDAT_ENDRE)
def ny(session: Session, kandidat_id: UUID) -> Response:
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    return show(SKJEMA, form=PeriodeForm(None), kandidat=kandidat)


@room.post("", needs=Permission.KANDIDAT_ENDRE)
def registrer(session: Session, kandidat_id: UUID) -> Response:
    form = PeriodeForm()
    if form.validate():
        with form.attempt(session):
            registrer_tilgjengelighet(
                session,
                kandidat_id=kandidat_id,
                slag=Tilgjengelighetsslag(form.slag.data),
                fra=form.fra.data,
                siste_dag=form.siste_dag.data,
                kommentar=form.kommentar.data,
            )
    if form.errors:
        return show(SKJEMA, status=422, form=form, kandidat=get_kandidat(session, kandidat_id=kandidat_id))
    return done(_card(kandidat_id), toast=_("Perioden er registrert."))


@room.post("/<uuid:periode_id>/slett", needs=Permission.KANDIDAT_ENDRE)
def slett(session: Session, kandidat_id: UUID, periode_id: UUID) -> Response:
    slett_tilgjengelighet(session, kandidat_id=kandidat_id, periode_id=periode_id)
    return done(_card(kandidat_id), toast=_("Perioden er slettet."))


def _card(kandidat_id: UUID) -> str:
    return url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id)
