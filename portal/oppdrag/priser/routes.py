"""Setting the price of an oppdrag from a day."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.priser.actions import sett_pris
from portal.oppdrag.priser.forms import PrisForm
from portal.oppdrag.queries import get_oppdrag, list_priser
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("priser", __name__, url_prefix="/oppdrag/<uuid:oppdrag_id>/priser")
SKJEMA = "oppdrag/priser/skjema.html"


@room.get("/ny", needs=Permission.OPPDRAG_ENDRE)
def ny(session: Session, oppdrag_id: UUID) -> Response:
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    return show(SKJEMA, form=PrisForm(None, data={"fra": max(today(), oppdrag.fra_dato)}), oppdrag=oppdrag)


@room.post("", needs=Permission.OPPDRAG_ENDRE)
def sett(session: Session, oppdrag_id: UUID) -> Response:
    form = PrisForm()
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    if form.validate():
        with form.attempt(session):
            sett_pris(
                session,
                oppdrag_id=oppdrag_id,
                kategori=Timekategori(form.kategori.data),
                loenn_oere=form.loenn_oere.data,
                pris_oere=form.pris_oere.data,
                mva_bp=list_priser(session, oppdrag_id=oppdrag_id)[0].mva_bp,  # one VAT rate per oppdrag
                fra=form.fra.data,
            )
    if form.errors:
        return show(SKJEMA, status=422, form=form, oppdrag=oppdrag)
    return done(url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=oppdrag_id), toast=_("Prisen er satt."))
