"""Deciding an exception from the credit stop."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.rules import Handling
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.stopp.actions import gi_unntak
from portal.oppdrag.stopp.forms import UnntakForm
from portal.oppdrag.unntak import find_stop
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("stopp", __name__, url_prefix="/kunder/<uuid:kunde_id>/stoppunntak")
SKJEMA = "oppdrag/stopp/skjema.html"


@room.get("/ny", needs=Permission.OPPDRAG_UNNTAK)
def ny(session: Session, kunde_id: UUID) -> Response:
    asked = request.args.get("gjelder", "")
    handling = Handling(asked) if asked in set(Handling) else Handling.NYTT_OPPDRAG
    return _form(session, kunde_id, UnntakForm(None, data={"gjelder": str(handling)}), handling)


@room.post("", needs=Permission.OPPDRAG_UNNTAK)
def gi(session: Session, kunde_id: UUID) -> Response:
    form = UnntakForm()
    if form.validate():
        with form.attempt(session):
            gi_unntak(session, kunde_id=kunde_id, handling=Handling(form.gjelder.data), grunn=form.grunn.data)
    if form.errors:
        asked = form.gjelder.data
        handling = Handling(asked) if asked in set(Handling) else Handling.NYTT_OPPDRAG
        return _form(session, kunde_id, form, handling, status=422)
    return done(
        url_for("oppdrag.kundefane.liste", kunde_id=kunde_id),
        toast=_("Unntaket er gitt. Det gjelder én gang, i 14 dager."),
    )


def _form(
    session: Session, kunde_id: UUID, form: UnntakForm, handling: Handling, *, status: int = 200
) -> Response:
    standard = get_kundestandard(session, kunde_id=kunde_id)
    stopp = find_stop(session, kunde_id=kunde_id, handling=handling)
    return show(SKJEMA, status=status, form=form, standard=standard, stopp=stopp)
