"""«Fakturaserier» of a company: where they stand, and where they begin before the first document."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.administrasjon.organisasjon.queries import get_selskap
from portal.administrasjon.serier.forms import SerierForm, serier_reader
from portal.faktura.serier import list_serier, sett_foerste
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("serier", __name__, url_prefix="/organisasjon/selskap/<uuid:selskap_id>/serier")
NEEDS = Permission.INNSTILLING_ENDRE


@room.get("", needs=NEEDS)
def vis(session: Session, selskap_id: UUID) -> Response:
    return _page(session, selskap_id, _form(session, selskap_id))


@room.post("", needs=NEEDS)
def lagre(session: Session, selskap_id: UUID) -> Response:
    form = _form(session, selskap_id)
    if form.validate():
        with form.attempt(session):
            sett_foerste(session, selskap_id=selskap_id, numre=form.numre(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".vis", selskap_id=selskap_id), toast=_("Seriene er lagret."))
    return _page(session, selskap_id, form)


def _form(session: Session, selskap_id: UUID) -> SerierForm:
    form = SerierForm(stored=serier_reader(session, selskap_id=selskap_id))
    return form.offer(session, selskap_id=selskap_id)


def _page(session: Session, selskap_id: UUID, form: SerierForm) -> Response:
    """Five statements besides the identity."""
    return show(
        "administrasjon/serier/vis.html",
        status=422 if form.errors else 200,
        selskap=get_selskap(session, selskap_id=selskap_id),
        serier=list_serier(session, selskap_id=selskap_id),
        form=form,
    )
