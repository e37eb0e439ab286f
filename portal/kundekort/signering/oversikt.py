"""Every request of the agency: what waits for me first, then what is open."""

from flask import Response, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kundekort.signering.queries import kundenavn
from portal.kundekort.signering.words import FILTERS, WORDS, chosen_filter
from portal.signing.queries import list_forespoersler
from portal.web.pages import show
from portal.web.room import Room

room = Room("signeringer", __name__, url_prefix="/signeringer")


@room.get("", needs=Permission.DOKUMENT_LES)
def liste(session: Session) -> Response:
    """Three statements besides the identity."""
    vis = chosen_filter(request.args.get("vis"), default="aapne")
    side = list_forespoersler(session, tilstander=FILTERS[vis][1], etter=request.args.get("etter"))
    mine = list_forespoersler(session, bruker_id=current_user.id)
    rows = [*side.rows, *mine.rows]
    return show(
        "kundekort/signering/oversikt.html",
        side=side,
        mine=mine.rows,
        valgt=vis,
        kunder=kundenavn(session, ids={row.kunde_id for row in rows}),
        **WORDS,
    )
