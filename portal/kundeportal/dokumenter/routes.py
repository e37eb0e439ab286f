"""Documents the agency has shared with the customer."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.filestore.gateway import send_dokument
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.kundeportal.dokumenter.queries import list_delte, require_delt
from portal.web.pages import show
from portal.web.room import Room

room = Room("dokumenter", __name__, url_prefix="/kundeportal/dokumenter", audience=Oektslag.KONTAKT)


@room.get("", needs=Portalrett.DOKUMENT_LES)
def liste(session: Session) -> Response:
    """Shared documents in the contact's scope, newest first."""
    return show("kundeportal/dokumenter.html", dokumenter=list_delte(session))


@room.get("/<uuid:dokument_id>/fil", needs=Portalrett.DOKUMENT_LES)
def fil(session: Session, dokument_id: UUID) -> Response:
    """One file through the gateway, which asks the same scope."""
    require_delt(session, dokument_id=dokument_id)
    return send_dokument(session, dokument_id=dokument_id)
