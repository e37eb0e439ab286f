"""The list of invoices and credit notes, and one document with its files."""

from uuid import UUID

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.faktura.document_page import show_document
from portal.faktura.listing import FILTERS, Valg, list_fakturaer
from portal.faktura.models import Salgsfil
from portal.faktura.queries import get_faktura
from portal.filestore.gateway import send_dokument
from portal.identity.permissions import Permission
from portal.web.pages import show
from portal.web.room import Room

#: Digits of a number the series can reach; anything longer is no invoice.
LONGEST_NUMBER = 9
room = Room("fakturaer", __name__, url_prefix="/fakturaer")


@room.get("", needs=Permission.FAKTURA_LES)
def liste(session: Session) -> Response:
    """All documents, newest first; list of at most two statements with the identity."""
    chosen = request.args.get("filter", "alle")
    number = request.args.get("q", "").strip().replace(" ", "")
    valg = Valg(filter=chosen if chosen in FILTERS else "alle", nummer=_number(number))
    page = list_fakturaer(session, valg=valg, etter=request.args.get("etter"))
    return show(
        "faktura/fakturaer/liste.html", page=page, valg=valg, q=request.args.get("q", ""), filters=FILTERS
    )


@room.get("/<uuid:faktura_id>", needs=Permission.FAKTURA_LES)
def vis(session: Session, faktura_id: UUID) -> Response:
    """One document: a draft with its form, or the issued one as it stands."""
    return show_document(session, faktura_id=faktura_id)


@room.get("/<uuid:faktura_id>/pdf", needs=Permission.FAKTURA_LES, endpoint="pdf")
def pdf(session: Session, faktura_id: UUID) -> Response:
    """The stored PDF, the same bytes every time."""
    return send_file_of(session, faktura_id, "pdf")


@room.get("/<uuid:faktura_id>/ehf", needs=Permission.FAKTURA_LES, endpoint="ehf")
def ehf(session: Session, faktura_id: UUID) -> Response:
    """The stored EHF, the same bytes every time."""
    return send_file_of(session, faktura_id, "ehf")


def _number(text: str) -> int | None:
    """What was searched for; 0, which no document has, when it is longer than any number can be."""
    if not text.isdecimal():
        return None
    return int(text) if len(text) <= LONGEST_NUMBER else 0


def send_file_of(session: Session, faktura_id: UUID, slag: str) -> Response:
    """One file of a document through the gateway; 404 while the worker has not made it."""
    get_faktura(session, faktura_id=faktura_id)
    fil_id = session.scalar(
        select(Salgsfil.fil_id).where(Salgsfil.dokument_id == faktura_id, Salgsfil.slag == slag)
    )
    if fil_id is None:
        raise NotFound(f"{slag} of {faktura_id}")
    return send_dokument(session, dokument_id=fil_id)
