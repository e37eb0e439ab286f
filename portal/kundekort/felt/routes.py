"""Where the agency sets up its own fields."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.felt.actions import endre_felt, opprett_felt
from portal.kundekort.felt.forms import EndreFeltForm, NyttFeltForm, felt_form
from portal.kundekort.felt.queries import count_verdier, get_felt, list_alle
from portal.kundekort.felt.rules import GJELDER_NAVN, SLAG_NAVN
from portal.kundekort.models import Feltgjelder
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("felt", __name__, url_prefix="/egne-felt")
NEEDS = Permission.INNSTILLING_ENDRE


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """Two statements with the identity, whatever number of fields."""
    return show("kundekort/felt/liste.html", felter=list_alle(session), gjelder=GJELDER_NAVN, slag=SLAG_NAVN)


@room.get("/ny", needs=NEEDS)
def ny(session: Session) -> Response:
    """`?gjelder=` says of what."""
    return _page(session, NyttFeltForm(None, data={"gjelder": request.args.get("gjelder")}), None)


@room.post("/ny", needs=NEEDS)
def opprett(session: Session) -> Response:
    form = NyttFeltForm()
    if form.validate():
        with form.attempt(session):
            opprett_felt(session, gjelder=Feltgjelder(form.gjelder.data), data=form.feltdata())
        if not form.errors:
            return done(url_for(".liste"), toast=_("Feltet «%(navn)s» er laget.", navn=form.navn.data))
    return _page(session, form, None)


@room.get("/<uuid:felt_id>", needs=NEEDS)
def vis(session: Session, felt_id: UUID) -> Response:
    """One field, and how many have a value in it."""
    return _page(session, felt_form(session, felt_id), felt_id)


@room.post("/<uuid:felt_id>", needs=NEEDS)
def lagre(session: Session, felt_id: UUID) -> Response:
    form = felt_form(session, felt_id)
    if form.validate():
        with form.attempt(session):
            endre_felt(session, felt_id=felt_id, data=form.feltdata(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".liste"), toast=_("Feltet «%(navn)s» er lagret.", navn=form.navn.data))
    return _page(session, form, felt_id)


def _page(session: Session, form: NyttFeltForm | EndreFeltForm, felt_id: UUID | None) -> Response:
    felt: Any = get_felt(session, felt_id=felt_id) if felt_id else None
    return show(
        "kundekort/felt/skjema.html",
        status=422 if form.errors else 200,
        form=form,
        felt=felt,
        antall=count_verdier(session, felt_id=felt_id) if felt_id else 0,
        gjelder=GJELDER_NAVN,
    )
