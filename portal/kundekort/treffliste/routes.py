"""Forrige and neste through the list the reader came from, and the card's place in it."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from portal.identity.permissions import Permission
from portal.kundekort.frame import fane_of
from portal.kundekort.leser import current_leser
from portal.kundekort.spor import current_spor, write_spor
from portal.kundekort.treffliste.queries import get_plass
from portal.kundekort.utvalg import Filter
from portal.web.pages import show
from portal.web.room import Room

room = Room("treffliste", __name__, url_prefix="/<uuid:kunde_id>/treffliste")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """«12 av 340» with its arrows: fetched by the card when it is shown. Four statements at most."""
    valg = current_spor() or Filter()
    return show(
        "kundekort/treffliste/side.html",
        "kundekort/treffliste/_plass.html",
        kunde_id=kunde_id,
        spor=valg,
        plass=get_plass(session, kunde_id=kunde_id, valg=valg, leser=current_leser()),
    )


@room.get("/forrige", needs=Permission.KUNDE_LES)
def forrige(session: Session, kunde_id: UUID) -> Response:
    """The card before this one."""
    return _step(session, kunde_id, back=True)


@room.get("/neste", needs=Permission.KUNDE_LES)
def neste(session: Session, kunde_id: UUID) -> Response:
    """The card after this one."""
    return _step(session, kunde_id, back=False)


def _step(session: Session, kunde_id: UUID, *, back: bool) -> Response:
    """The same tab of the neighbour's card; at the end of the list one stays."""
    valg = current_spor() or Filter()
    plass = get_plass(session, kunde_id=kunde_id, valg=valg, leser=current_leser())
    til = (plass.forrige_id if back else plass.neste_id) or kunde_id
    return redirect(url_for(_tab(), kunde_id=til, treff=write_spor(valg)), code=303)  # type: ignore[return-value]


def _tab() -> str:
    """The tab one stood on, as the browser says; its page is shown of the neighbour too."""
    path = urlsplit(request.referrer or "").path.removeprefix(request.script_root)
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter.match(path, method="GET")[0] if adapter is not None else ""
    except HTTPException:
        found = ""
    return fane_of(str(found))
