"""The status of a customer: what it is, what it allows, who changed it, and changing it."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.rules import KRAV_NAVN, Handling, Krav
from portal.kundekort.status.actions import endre_status
from portal.kundekort.status.forms import StatusForm
from portal.kundekort.status.queries import get_status, list_logg, list_mangler, list_statuser
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("status", __name__, url_prefix="/<uuid:kunde_id>/status")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """Status, flags with their source, and the log. The form stands here for those who may use it."""
    return _page(session, kunde_id, _form(session, kunde_id))


@room.post("", needs=Permission.KUNDE_STATUS)
def endre(session: Session, kunde_id: UUID) -> Response:
    """Give the customer another status."""
    form = _form(session, kunde_id)
    form.offer(list_statuser(session))
    if form.validate_on_submit():
        with form.attempt(session):
            endre_status(
                session,
                kunde_id=kunde_id,
                status_id=UUID(form.status_id.data),
                grunn=form.grunn.data,
                versjon=form.versjon.data,
                overstyr=frozenset(Krav(code) for code in form.overstyr.data or ()),
            )
        if not form.errors:
            return done(url_for("kundekort.oversikt.vis", kunde_id=kunde_id), toast=_("Statusen er endret."))
    return _page(session, kunde_id, form)


def _form(session: Session, kunde_id: UUID) -> StatusForm:
    def stored() -> Stored:
        kunde = get_kunde(session, kunde_id=kunde_id)
        status = get_status(session, status_id=kunde.status_id)
        return Stored(kunde.versjon, facts={_("Navn"): kunde.navn, _("Status"): _(status.navn)})

    return StatusForm(stored=stored)


def _page(session: Session, kunde_id: UUID, form: StatusForm) -> Response:
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    statuser = list_statuser(session)
    form.offer(statuser)
    if not form.is_submitted():
        form.status_id.data = str(kort.status_id)
    kunde = get_kunde(session, kunde_id=kunde_id)
    aktiv = next((status for status in statuser if status.krav), None)
    mangler = list_mangler(session, kunde=kunde, krav=aktiv.krav) if aktiv else []
    return show(
        "kundekort/status/vis.html",
        status=422 if form.errors else 200,
        kort=kort,
        form=form,
        mangler=[KRAV_NAVN[krav] for krav in mangler],
        krever=aktiv.navn if aktiv else "",
        handlinger=list(Handling),
        logg=list_logg(session, kunde_id=kunde_id),
    )
