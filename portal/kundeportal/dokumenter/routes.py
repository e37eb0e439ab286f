"""Documents the agency has shared with the customer."""

from uuid import UUID

from flask import Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.filestore.gateway import send_dokument
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.kundeportal.dokumenter.queries import list_delte, require_delt
from portal.signing.post import link_of
from portal.signing.queries import list_for_kontakt
from portal.signing.rules import last_day
from portal.web.pages import show
from portal.web.room import Room

room = Room("dokumenter", __name__, url_prefix="/kundeportal/dokumenter", audience=Oektslag.KONTAKT)


@room.get("", needs=Portalrett.DOKUMENT_LES)
def liste(session: Session) -> Response:
    """What the contact is to sign, then shared documents in his scope, newest first. Two statements."""
    mine = list_for_kontakt(session, engasjement_id=current_user.tilgang.engasjement_id)
    signeres = [
        {
            "tittel": foresp.tittel,
            "frist": last_day(foresp.frist_tid),
            "url": link_of(session, foresp, signatar),
        }
        for foresp, signatar in mine
    ]
    return show("kundeportal/dokumenter.html", dokumenter=list_delte(session), signeres=signeres)


@room.get("/<uuid:dokument_id>/fil", needs=Portalrett.DOKUMENT_LES)
def fil(session: Session, dokument_id: UUID) -> Response:
    """One file through the gateway, which asks the same scope."""
    require_delt(session, dokument_id=dokument_id)
    return send_dokument(session, dokument_id=dokument_id)
