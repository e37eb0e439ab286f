"""The page of one document, with whatever form was refused."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.filestore.queries import list_versjoner
from portal.kundekort.dokumenter.forms import EndreDokumentForm, NyVersjonForm, reader
from portal.kundekort.dokumenter.queries import get_kundedokument
from portal.kundekort.dokumenter.rules import SLAG_NAVN, last_day, size_text, type_name
from portal.kundekort.queries import get_kort
from portal.signing.queries import list_of_dokument
from portal.signing.rules import OPEN
from portal.web.forms import WriteForm
from portal.web.pages import show

WORDS: dict[str, Any] = {f.__name__: f for f in (last_day, size_text, type_name)} | {
    "slag_navn": SLAG_NAVN,
    "aapne": OPEN,
}


def document_page(
    session: Session, kunde_id: UUID, dokument_id: UUID, form: Any = None, ny: Any = None
) -> Response:
    """Four statements besides the identity."""
    dokument = get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id)
    faults = form or ny
    form = form or EndreDokumentForm(None, stored=reader(session, kunde_id=kunde_id, dokument_id=dokument_id))
    ny = ny or NyVersjonForm(None, stored=reader(session, kunde_id=kunde_id, dokument_id=dokument_id))
    return show(
        "kundekort/dokumenter/vis.html",
        status=422 if faults else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        dokument=dokument,
        versjoner=list_versjoner(session, dokument_id=dokument_id),
        signeringer=list_of_dokument(session, dokument_id=dokument_id),
        form=form,
        ny=ny,
        slettes=WriteForm(None),
        **WORDS,
    )
