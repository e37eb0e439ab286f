"""Invoices and credit notes for the customer's accountant."""

from uuid import UUID

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.models import Dokumenttilstand, Salgsdokument, Salgsfil
from portal.filestore.gateway import send_dokument
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.web.pages import show
from portal.web.room import Room

room = Room("fakturaer", __name__, url_prefix="/kundeportal/fakturaer", audience=Oektslag.KONTAKT)


@room.get("", needs=Portalrett.FAKTURA_LES)
def liste(session: Session) -> Response:
    """Issued documents, newest first. Drafts are the agency's own."""
    page = list_fakturaer(session, valg=Valg(filter="utstedte"), etter=request.args.get("etter"))
    ready = select(Salgsfil.dokument_id).where(
        Salgsfil.dokument_id.in_([row.id for row in page.rows]), Salgsfil.slag == "pdf"
    )
    return show("kundeportal/fakturaer.html", page=page, med_pdf=set(session.scalars(ready)))


@room.get("/<uuid:faktura_id>/pdf", needs=Portalrett.FAKTURA_LES)
def pdf(session: Session, faktura_id: UUID) -> Response:
    """The stored PDF of an issued document in the contact's scope."""
    fil_id = session.scalar(
        select(Salgsfil.fil_id)
        .join(Salgsdokument, Salgsdokument.id == Salgsfil.dokument_id)
        .where(
            Salgsdokument.id == faktura_id,
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsfil.slag == "pdf",
        )
    )
    if fil_id is None:
        raise NotFound(f"pdf of {faktura_id}")
    return send_dokument(session, dokument_id=fil_id)
