"""Behandlet, ikke fakturert: per customer, with one button."""

from datetime import timedelta
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.grunnlag.actions import lag_alle_utkast
from portal.faktura.grunnlag.queries import list_grunnlag
from portal.faktura.models import Salgsdokument
from portal.i18n import ngettext
from portal.identity.permissions import Permission
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("grunnlag", __name__, url_prefix="/fakturaer/grunnlag")
PAGE = "faktura/grunnlag/liste.html"
#: A month after delivery an invoice is late (bokføringsforskriften § 5-2-2); the page says so.
LATEST_DAYS = 30


@room.get("", needs=Permission.FAKTURA_LES)
def liste(session: Session) -> Response:
    """Customers with something to invoice."""
    return _page(session, WriteForm())


@room.post("/<uuid:kunde_id>/utkast", needs=Permission.FAKTURA_ENDRE)
def utkast(session: Session, kunde_id: UUID) -> Response:
    """Make drafts of everything the customer has waiting, one per PO number."""
    form = WriteForm()
    made: list[Salgsdokument] = []
    if form.validate():
        with form.attempt(session):
            made = lag_alle_utkast(session, kunde_id=kunde_id, idempotens=form.idempotens.data)
    if not made or form.errors:
        return _page(session, form, status=422)
    toast = ngettext("Utkastet er laget.", "%(num)s utkast er laget, ett for hvert PO-nummer.", len(made))
    if len(made) > 1:
        return done(url_for("faktura.kundefane.liste", kunde_id=kunde_id), toast=toast)
    return done(url_for("faktura.fakturaer.vis", faktura_id=made[0].id), toast=toast)


def _page(session: Session, form: WriteForm, status: int = 200) -> Response:
    overdue = today() - timedelta(days=LATEST_DAYS)
    return show(PAGE, status=status, rader=list_grunnlag(session), form=form, for_gammel=overdue)
