"""Behandlet, ikke fakturert: per customer, with one button."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.grunnlag.queries import list_grunnlag
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("grunnlag", __name__, url_prefix="/fakturaer/grunnlag")
PAGE = "faktura/grunnlag/liste.html"


@room.get("", needs=Permission.FAKTURA_LES)
def liste(session: Session) -> Response:
    """Customers with something to invoice."""
    return show(PAGE, rader=list_grunnlag(session), form=WriteForm(), feil=None)


@room.post("/<uuid:kunde_id>/utkast", needs=Permission.FAKTURA_ENDRE)
def utkast(session: Session, kunde_id: UUID) -> Response:
    """Make a draft of everything the customer has waiting."""
    form = WriteForm()
    made = None
    if form.validate():
        with form.attempt(session):
            made = lag_utkast(session, kunde_id=kunde_id, idempotens=form.idempotens.data)
    if made is None or form.errors:
        return show(PAGE, status=422, rader=list_grunnlag(session), form=form, feil=kunde_id)
    return done(url_for("faktura.fakturaer.vis", faktura_id=made.id), toast=_("Utkastet er laget."))
