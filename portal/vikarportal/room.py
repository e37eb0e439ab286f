"""The worker's portal, phone first."""

from flask import Blueprint, Flask, Response, redirect, url_for
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.models import Oektslag
from portal.identity.permissions import Portalrett
from portal.identity.scope import Scope, bind_scope
from portal.identity.signed_in import SignedIn
from portal.vikarportal.timer import routes as timer
from portal.web import nav
from portal.web.nav import Navpunkt
from portal.web.room import Room

start = Room("start", __name__, url_prefix="/vikar", audience=Oektslag.VIKAR)


@start.get("", needs=Portalrett.BRUK)
def vis(_session: Session) -> Response:
    """Hours are what a worker comes for."""
    return redirect(url_for("vikarportal.timer.liste"), code=303)  # type: ignore[return-value]


room = Blueprint("vikarportal", __name__, template_folder="templates")
for feature in (start, timer.room):
    room.register_blueprint(feature)


def _narrow(session: Session, who: SignedIn) -> None:
    bind_scope(session, Scope(kandidat_id=who.kandidat_id))


def setup(app: Flask) -> None:
    """Scope of every request, and the tab bar."""
    app.extensions["portal_scope"][Oektslag.VIKAR] = _narrow
    nav.register(
        app,
        Navpunkt(
            "vikar_timer",
            _l("Timer"),
            "vikarportal.timer.liste",
            "clock",
            Portalrett.VIKAR_TIMER,
            10,
            audience="vikar",
        ),
    )
    nav.register(
        app,
        Navpunkt(
            "vikar_meg",
            _l("Meg"),
            "innlogging.vikaroekter.vis",
            "user-round",
            Portalrett.BRUK,
            90,
            audience="vikar",
        ),
    )
