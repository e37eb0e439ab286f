"""The tree of one customer: what stands above and below, and moving."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.enheter.forms import FlyttForm
from portal.kundekort.enheter.queries import list_foreldre, list_summer, load_tree
from portal.kundekort.queries import Kort, get_kort, get_kunde, search_kunder
from portal.kundekort.registry import trekolonner
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import NOTHING, Stored

room = Room("enheter", __name__, url_prefix="/<uuid:kunde_id>/enheter")


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """The tree, and where the customer has stood before."""
    rader = load_tree(session, kunde_id=kunde_id)
    kolonner = trekolonner.allowed(current_user.permissions) if rader else []
    return show(
        "kundekort/enheter/liste.html",
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        rader=rader,
        kolonner=kolonner,
        summer=list_summer(session, kunde_id=kunde_id, rader=rader, kolonner=kolonner),
        foreldre=list_foreldre(session, kunde_id=kunde_id),
    )


@room.get("/flytt", needs=Permission.KUNDE_ENDRE)
def velg(session: Session, kunde_id: UUID) -> Response:
    """Find the new parent."""
    return _page(session, get_kort(session, kunde_id=kunde_id), _form(session, kunde_id))


@room.post("/flytt", needs=Permission.KUNDE_ENDRE)
def flytt(session: Session, kunde_id: UUID) -> Response:
    """Put the customer below another one, or let it stand alone."""
    form = _form(session, kunde_id)
    if form.validate():
        with form.attempt(session):
            flytt_enhet(
                session,
                kunde_id=kunde_id,
                forelder_id=form.forelder_id.data,
                gyldig_fra=form.gyldig_fra.data,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".liste", kunde_id=kunde_id), toast=_("Plasseringen er endret."))
    return _page(session, get_kort(session, kunde_id=kunde_id), form)


def _form(session: Session, kunde_id: UUID) -> FlyttForm:
    def stored() -> Stored:
        kunde = get_kunde(session, kunde_id=kunde_id)
        above = [row for row in list_foreldre(session, kunde_id=kunde_id) if row.gyldig_til is None]
        facts = {_("Navn"): kunde.navn, _("Ligger under"): ", ".join(row.navn for row in above) or NOTHING}
        return Stored(kunde.versjon, facts=facts)

    return FlyttForm(stored=stored)


def _page(session: Session, kort: Kort, form: FlyttForm) -> Response:
    q = request.values.get("q", "")
    return show(
        "kundekort/enheter/flytt.html",
        status=422 if form.errors else 200,
        kort=kort,
        form=form,
        treff=[hit for hit in search_kunder(session, q=q) if hit[0] != kort.id],
        q=q,
    )
