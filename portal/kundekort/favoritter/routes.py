"""The stars on the card and in the list: one form a page, each star a button of it."""

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.favoritter.actions import sett_favoritt
from portal.web.pages import done
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("favoritter", __name__, url_prefix="/favoritter")


@room.post("", needs=Permission.EGEN_ENDRE)
def sett(session: Session) -> Response:
    """`gi` names the customer that gets a star, `ta` the one that loses it: a state, so a second post is harmless."""
    paa = "gi" in request.form
    kunde_id = read_uuid(request.form.get("gi" if paa else "ta"))
    if kunde_id is None:
        raise Refused(_("Velg minst én kunde."))
    navn = sett_favoritt(session, kunde_id=kunde_id, paa=paa)
    on_card = request.form.get("fra") == "kort"
    return done(
        url_for("kundekort.oversikt.vis", kunde_id=kunde_id)
        if on_card
        else url_for("kundekort.kunder.liste"),
        None,
        "kundekort/favoritter/_stjerne.html",
        toast=_("Lagt til i favoritter.") if paa else _("Tatt ut av favoritter."),
        kunde_id=kunde_id,
        paa=paa,
        navn=navn,
    )
