"""Who is hired in now, as far as the contact sees."""

from flask import Response
from sqlalchemy.orm import Session

from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.kundeportal.oppdrag.queries import list_oppdrag
from portal.web.pages import show
from portal.web.room import Room

room = Room("oppdrag", __name__, url_prefix="/kundeportal/oppdrag", audience=Oektslag.KONTAKT)


@room.get("", needs=Portalrett.OPPDRAG_LES)
def liste(session: Session) -> Response:
    """Running and coming oppdrag."""
    return show("kundeportal/oppdrag.html", oppdrag=list_oppdrag(session))
