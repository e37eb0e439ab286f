"""Moving the boxes of Oversikt: the script posts each move; the page's foot takes it back."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.oppsett.actions import del_oppsett, flytt_bokser, tilbakestill_bokser
from portal.kundekort.queries import get_kunde
from portal.web.pages import done
from portal.web.room import Room

room = Room("oppsett", __name__)


@room.post("/oppsett/bokser", needs=Permission.EGEN_ENDRE)
def lagre(session: Session) -> Response:
    """One's own places, as the script sends them after a move."""
    flytt_bokser(session, bruker_id=current_user.id, plasser=request.form.getlist("boks"))
    return Response(status=204)


@room.post("/<uuid:kunde_id>/oppsett/tilbake", needs=Permission.EGEN_ENDRE)
def tilbakestill(session: Session, kunde_id: UUID) -> Response:
    """Back to the agency's places; stays on the card."""
    get_kunde(session, kunde_id=kunde_id)
    tilbakestill_bokser(session, bruker_id=current_user.id)
    here = url_for("kundekort.oversikt.vis", kunde_id=kunde_id)
    return done(here, toast=_("Boksene står som i byråets oppsett."))


@room.post("/<uuid:kunde_id>/oppsett/byraa", needs=Permission.INNSTILLING_ENDRE)
def for_byraaet(session: Session, kunde_id: UUID) -> Response:
    """One's own places become everybody's who has none; stays on the card."""
    get_kunde(session, kunde_id=kunde_id)
    del_oppsett(session, bruker_id=current_user.id)
    here = url_for("kundekort.oversikt.vis", kunde_id=kunde_id)
    return done(here, toast=_("Alle som ikke har flyttet boksene selv, ser dem slik du har dem."))
