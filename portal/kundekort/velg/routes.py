"""From an overview to a button of the card: which customer is it for?"""

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.identity.permissions import Permission
from portal.kundekort.frame import button_url
from portal.kundekort.queries import search_kunder
from portal.kundekort.registry import hodeknapper
from portal.web.current import rights
from portal.web.pages import show
from portal.web.room import Room

room = Room("velg", __name__, url_prefix="/velg")


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """Customers found by what is typed; each leads to the button named by `til`, as on the card."""
    til, q = request.args.get("til", ""), request.args.get("q", "").strip()
    knapp = next((k for k in hodeknapper.allowed(rights()) if k.key == til), None)
    if knapp is None or knapp.endpoint not in current_app.view_functions:
        raise NotFound(f"hodeknapp {til}")
    return show(
        "kundekort/velg/liste.html",
        knapp=knapp,
        q=q,
        treff=[(*row, button_url(knapp, row[0])) for row in search_kunder(session, q=q)],
    )
