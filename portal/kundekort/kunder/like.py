"""Who may be here already, asked while one types a new customer."""

from flask import Response, request
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kundekort.duplikater import list_like
from portal.kundekort.kunder.forms import KundeForm
from portal.web.pages import show
from portal.web.room import Room

room = Room("like", __name__, url_prefix="/ny/like")


@room.get("", needs=Permission.KUNDE_ENDRE)
def vis(session: Session) -> Response:
    """What is not finished yet (half a number) is left out. One statement."""
    form = KundeForm(request.args)
    return show(
        "kundekort/kunder/like.html",
        "kundekort/kunder/_like.html",
        like=list_like(session, kjennetegn=form.kjennetegn()),
    )
