"""Adding and removing competence."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.kompetanse.actions import registrer_kompetanse, slett_kompetanse
from portal.kandidater.kompetanse.forms import KompetanseForm
from portal.kandidater.models import Kompetanseslag
from portal.kandidater.queries import get_kandidat
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kompetanse", __name__, url_prefix="/<uuid:kandidat_id>/kompetanse")
SKJEMA = "kandidater/kompetanse/skjema.html"


@room.get("/ny", needs=Permission.KANDIDAT_ENDRE)
def ny(session: Session, kandidat_id: UUID) -> Response:
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    return show(SKJEMA, form=KompetanseForm(None), kandidat=kandidat)


@room.post("", needs=Permission.KANDIDAT_ENDRE)
def registrer(session: Session, kandidat_id: UUID) -> Response:
    form = KompetanseForm()
    if form.validate():
        with form.attempt(session):
            registrer_kompetanse(
                session,
                kandidat_id=kandidat_id,
                slag=Kompetanseslag(form.slag.data),
                navn=form.navn.data,
                gyldig_fra=form.gyldig_fra.data,
                siste_dag=form.siste_dag.data,
                kommentar=form.kommentar.data,
            )
    if form.errors:
        return show(SKJEMA, status=422, form=form, kandidat=get_kandidat(session, kandidat_id=kandidat_id))
    return done(_card(kandidat_id), toast=_("Kompetansen er registrert."))


@room.post("/<uuid:kompetanse_id>/slett", needs=Permission.KANDIDAT_ENDRE)
def slett(session: Session, kandidat_id: UUID, kompetanse_id: UUID) -> Response:
    slett_kompetanse(session, kandidat_id=kandidat_id, kompetanse_id=kompetanse_id)
    return done(_card(kandidat_id), toast=_("Kompetansen er slettet."))


def _card(kandidat_id: UUID) -> str:
    return url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id)
