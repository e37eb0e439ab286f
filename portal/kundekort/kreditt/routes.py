"""The page Kreditt under Oversikt: terms, what the register says, and every assessment of the customer."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kreditt.actions import noter_vurdering
from portal.kundekort.kreditt.forms import VurderingForm
from portal.kundekort.kreditt.queries import list_vurderinger
from portal.kundekort.kreditt.rules import KILDE_NAVN, PERSONFORETAK
from portal.kundekort.queries import get_kort, get_kunde
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kreditt", __name__, url_prefix="/<uuid:kunde_id>/kreditt")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """Three statements besides the identity. What was found about a person is for those who decide on credit."""
    kunde = get_kunde(session, kunde_id=kunde_id)
    person = kunde.organisasjonsform in PERSONFORETAK
    aapent = not person or Permission.KUNDE_KREDITTSPERRE in current_user.permissions
    if person and aapent:
        note_read("kunde", kunde_id, "kredittvurdering")
    return show(
        "kundekort/kreditt/vis.html",
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        kunde=kunde,
        aapent=aapent,
        vurderinger=list_vurderinger(session, kunde_id=kunde_id),
        kilde_navn=KILDE_NAVN,
        i_dag=today(),
    )


@room.get("/ny", needs=Permission.KUNDE_KREDITTSPERRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    form = VurderingForm()
    form.dato.data = today()
    return _page(session, kunde_id, form)


@room.post("/ny", needs=Permission.KUNDE_KREDITTSPERRE)
def noter(session: Session, kunde_id: UUID) -> Response:
    form = VurderingForm()
    if form.validate():
        with form.attempt(session):
            noter_vurdering(session, kunde_id=kunde_id, data=form.data_of())
        if not form.errors:
            return done(url_for(".vis", kunde_id=kunde_id), toast=_("Vurderingen er notert."))
    return _page(session, kunde_id, form)


def _page(session: Session, kunde_id: UUID, form: VurderingForm) -> Response:
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    kunde = get_kunde(session, kunde_id=kunde_id)
    return show(
        "kundekort/kreditt/ny.html",
        status=422 if form.errors else 200,
        kort=kort,
        form=form,
        person=kunde.organisasjonsform in PERSONFORETAK,
    )
