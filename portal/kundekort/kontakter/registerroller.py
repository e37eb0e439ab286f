"""Who Enhetsregisteret says leads the customer: hints for the form of a new contact. Shown, never stored."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.errors import Unavailable
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.registeroppslag import register_source
from portal.registers.base import Registerrolle
from portal.web.pages import show
from portal.web.room import Room

room = Room("registerroller", __name__, url_prefix="/<uuid:kunde_id>/registerroller")
#: The roles one would call.
WANTED = ("DAGL", "LEDE", "INNH")
MOST = 5


@room.get("", needs=Permission.KONTAKT_ENDRE)
def vis(session: Session, kunde_id: UUID) -> Response:
    """Asked for by the form when it opens; a page of its own without script. Silence is told."""
    kort = get_kort(session, kunde_id=kunde_id)
    orgnr = get_kunde(session, kunde_id=kunde_id).orgnr
    session.rollback()  # nobody is waited for with a transaction open
    taus, roller = "", []
    if orgnr:
        try:
            roller = [role for role in register_source().roller(orgnr) if _is_wanted(role)][:MOST]
        except Unavailable as silent:
            taus = str(silent.sentence)
    return show(
        "kundekort/kontakter/registerroller.html",
        "kundekort/kontakter/_registerroller.html",
        kort=kort,
        roller=roller,
        taus=taus,
    )


def _is_wanted(role: Registerrolle) -> bool:
    """A person, not a firm that holds the role."""
    return role.kode in WANTED and not role.orgnr and bool(role.navn)
