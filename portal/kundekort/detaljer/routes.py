"""Detaljer: what is registered of the customer, and the way to the pages where the rest of it is kept (A10)."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.web.current import rights
from portal.web.pages import show
from portal.web.room import Room

room = Room("detaljer", __name__, url_prefix="/<uuid:kunde_id>/detaljer")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """All of it is in the card's own statement."""
    return show(
        "kundekort/detaljer/vis.html", kort=get_kort(session, kunde_id=kunde_id, permissions=rights())
    )
