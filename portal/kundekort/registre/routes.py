"""Enhetsregisteret under Innstillinger, and what people decide about a proposed name on the card."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kundekort.registre.actions import les_naa, velg_registernavn
from portal.kundekort.registre.queries import list_lesinger, list_meldte
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("registre", __name__, url_prefix="/registre", template_folder="../templates")
kort = Room("registernavn", __name__, url_prefix="/<uuid:kunde_id>/registernavn")
FEED_NAVN = {"enheter": _l("Enheter"), "underenheter": _l("Underenheter")}


@room.get("", needs=Permission.INNSTILLING_ENDRE)
def vis(session: Session) -> Response:
    """Three statements."""
    return show(
        "kundekort/registre/vis.html",
        lesinger=list_lesinger(session),
        meldte=list_meldte(session),
        feed_navn=FEED_NAVN,
        form=WriteForm(None),
    )


@room.post("/les", needs=Permission.INNSTILLING_ENDRE)
def les(session: Session) -> Response:
    form = WriteForm()
    if form.validate():
        les_naa(session)
    return done(url_for(".vis"), toast=_("Lesingen er satt i gang."))


@kort.post("", needs=Permission.KUNDE_ENDRE)
def velg(session: Session, kunde_id: UUID) -> Response:
    """`bruk` is «ja» or «nei», `foreslaatt` the name that was shown."""
    form = WriteForm()
    to = url_for("kundekort.oversikt.vis", kunde_id=kunde_id)
    bruk = request.form.get("bruk") == "ja"
    if form.validate():
        velg_registernavn(
            session, kunde_id=kunde_id, bruk=bruk, foreslaatt=request.form.get("foreslaatt", "")
        )
    return done(to, toast=_("Navnet er endret.") if bruk else _("Navnet er beholdt."))
