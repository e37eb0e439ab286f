"""«Til purring»: which overdue invoices have reached which step. The reminders themselves are not sent from here."""

from flask import Response, request
from sqlalchemy.orm import Session

from portal.faktura.purretrinn import TONE, TRINN
from portal.faktura.purring.queries import FILTERS, find_gebyr, list_til_purring
from portal.identity.permissions import Permission
from portal.web.pages import show
from portal.web.room import Room

room = Room("purring", __name__, url_prefix="/innbetalinger/til-purring")


@room.get("", needs=Permission.FAKTURA_LES)
def liste(session: Session) -> Response:
    """Three statements with the identity."""
    chosen = request.args.get("filter", "alle")
    trinn = chosen if chosen in FILTERS else "alle"
    return show(
        "faktura/purring/liste.html",
        page=list_til_purring(session, trinn=trinn, etter=request.args.get("etter")),
        gebyr=find_gebyr(session),
        valgt=trinn,
        filters=FILTERS,
        ord=TRINN,
        toner=TONE,
    )
