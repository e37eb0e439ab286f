"""The Faktura tab on the kundekort."""

from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session

from portal.faktura.innbetalinger.queries import Valg as Betalingsvalg
from portal.faktura.innbetalinger.queries import list_innbetalinger
from portal.faktura.kundefane import mottaker
from portal.faktura.kundefane.queries import get_saldo
from portal.faktura.listing import FILTERS, Valg, list_fakturaer
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort, list_subtree_ids
from portal.web.current import rights
from portal.web.pages import show
from portal.web.room import Room

room = Room("kundefane", __name__, url_prefix="/kunder/<uuid:kunde_id>/faktura")


@room.get("", needs=Permission.FAKTURA_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Documents of the customer and every enhet below; six statements with the identity."""
    chosen = request.args.get("filter", "alle")
    ids = tuple(list_subtree_ids(session, kunde_id=kunde_id))
    valg = Valg(filter=chosen if chosen in FILTERS else "alle", kunde_ids=ids, med_trinn=True)
    kort = get_kort(session, kunde_id=kunde_id, permissions=rights())
    return show(
        "faktura/kundefane/liste.html",
        kort=kort,
        varsel=mottaker.warn(kort),
        page=list_fakturaer(session, valg=valg, etter=request.args.get("etter")),
        saldo=get_saldo(session, kunde_ids=ids),
        valg=valg,
        filters=FILTERS,
        fane="faktura",
    )


@room.get("/innbetalinger", needs=Permission.FAKTURA_LES)
def innbetalinger(session: Session, kunde_id: UUID) -> Response:
    """Betalingshistorikk of the customer and every enhet below; four statements with the identity."""
    valg = Betalingsvalg(kunde_ids=tuple(list_subtree_ids(session, kunde_id=kunde_id)))
    return show(
        "faktura/kundefane/innbetalinger.html",
        kort=get_kort(session, kunde_id=kunde_id, permissions=rights()),
        page=list_innbetalinger(session, valg=valg, etter=request.args.get("etter")),
        fane="faktura",
    )
