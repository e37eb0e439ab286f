"""Deciding a single exception from a bar; why he is barred is not shown for it."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.rules import Handling
from portal.oppdrag.sperrer.actions import gi_sperreunntak
from portal.oppdrag.sperrer.forms import SperreunntakForm
from portal.oppdrag.sperrer.queries import get_side, get_sperre
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("sperreunntak", __name__, url_prefix="/sperrer/<uuid:sperre_id>/unntak")
SKJEMA = "oppdrag/sperrer/unntak.html"


@room.get("", needs=Permission.OPPDRAG_UNNTAK)
def ny(session: Session, sperre_id: UUID) -> Response:
    return _page(session, sperre_id, SperreunntakForm(None))


@room.post("", needs=Permission.OPPDRAG_UNNTAK)
def gi(session: Session, sperre_id: UUID) -> Response:
    form = SperreunntakForm()
    if form.validate():
        with form.attempt(session):
            handling = Handling(form.gjelder.data)
            gi_sperreunntak(session, sperre_id=sperre_id, handling=handling, grunn=form.grunn.data)
    if form.errors:
        return _page(session, sperre_id, form, status=422)
    kunde_id = get_sperre(session, sperre_id=sperre_id).kunde_id
    return done(
        url_for("oppdrag.kundefane.sperrer.liste", kunde_id=kunde_id),
        toast=_("Unntaket er gitt. Det gjelder én gang, i 14 dager."),
    )


def _page(session: Session, sperre_id: UUID, form: SperreunntakForm, *, status: int = 200) -> Response:
    sperre = get_sperre(session, sperre_id=sperre_id)
    return show(SKJEMA, status=status, form=form, sperre=sperre, rad=get_side(session, sperre_id=sperre_id))
