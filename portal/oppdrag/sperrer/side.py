"""A bar's own page: why, changing, lifting, erasing why. Only for those who may bar workers."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.rules import last_day
from portal.oppdrag.sperrer.actions import endre_sperre, opphev_sperre
from portal.oppdrag.sperrer.forms import GJELDER, EndreSperreForm, OpphevForm, SlettGrunnForm, reader
from portal.oppdrag.sperrer.queries import find_oppbevaring, get_side, get_sperre, list_reached, list_unntak
from portal.oppdrag.sperrer.sletting import slett_grunn as slett
from portal.web.current import rights
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("sperre", __name__, url_prefix="/sperrer/<uuid:sperre_id>")
VIS = "oppdrag/sperrer/vis.html"


@room.get("", needs=Permission.KANDIDAT_SPERRE)
def vis(session: Session, sperre_id: UUID) -> Response:
    """The bar with its reason; every look is in the read log."""
    return _page(session, sperre_id)


@room.post("", needs=Permission.KANDIDAT_SPERRE)
def lagre(session: Session, sperre_id: UUID) -> Response:
    form = EndreSperreForm(stored=reader(session, sperre_id=sperre_id))
    if form.validate():
        with form.attempt(session):
            endre_sperre(session, sperre_id=sperre_id, data=form.verdier(), versjon=form.versjon.data)
    if form.errors:
        return _page(session, sperre_id, form=form, status=422)
    return done(url_for(".vis", sperre_id=sperre_id), toast=_("Sperren er lagret."))


@room.post("/opphev", needs=Permission.KANDIDAT_SPERRE)
def opphev(session: Session, sperre_id: UUID) -> Response:
    form = OpphevForm(stored=reader(session, sperre_id=sperre_id))
    if form.validate():
        with form.attempt(session):
            opphev_sperre(session, sperre_id=sperre_id, versjon=form.versjon.data)
    if form.errors:
        return _page(session, sperre_id, opphev=form, status=422)
    kunde_id = get_sperre(session, sperre_id=sperre_id).kunde_id
    return done(
        url_for("oppdrag.kundefane.sperrer.liste", kunde_id=kunde_id), toast=_("Sperren er opphevet.")
    )


@room.post("/slett-grunn", needs=Permission.KANDIDAT_SPERRE)
def slett_grunn(session: Session, sperre_id: UUID) -> Response:
    """Before its day; also when the bar is lifted."""
    form = SlettGrunnForm(stored=reader(session, sperre_id=sperre_id))
    if form.validate():
        with form.attempt(session):
            slett(session, sperre_id=sperre_id, versjon=form.versjon.data)
    if form.errors:
        return _page(session, sperre_id, sletting=form, status=422)
    return done(url_for(".vis", sperre_id=sperre_id), toast=_("Grunnen er slettet."))


def _page(session: Session, sperre_id: UUID, *, status: int = 200, **forms: Any) -> Response:
    sperre, stored = get_sperre(session, sperre_id=sperre_id), reader(session, sperre_id=sperre_id)
    note_read("kandidat", sperre.kandidat_id, "sperregrunn")
    given = {
        "form": EndreSperreForm(None, stored=stored),
        "opphev": OpphevForm(None, stored=stored),
        "sletting": SlettGrunnForm(None, stored=stored),
        **forms,
    }
    may_read = Permission.OPPDRAG_LES in rights()
    reached = list_reached(session, sperre=sperre) if may_read else []
    names = {"rad": get_side(session, sperre_id=sperre_id), "regel": find_oppbevaring(session)}
    exceptions = {"unntak": list_unntak(session, sperre_id=sperre_id), "gjelderord": GJELDER}
    return show(
        VIS, status=status, sperre=sperre, siste_dag=last_day, oppdrag=reached, **names, **given, **exceptions
    )
