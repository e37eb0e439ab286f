"""Innstillinger: one door to everything an agency decides about its own portal."""

from flask import Flask, Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.web import innstillinger, nav
from portal.web.nav import Navpunkt
from portal.web.pages import show
from portal.web.room import Room

room = Room("administrasjon", __name__, url_prefix="/innstillinger", template_folder="templates")


@room.get("", needs=Permission.INNSTILLING_ENDRE)
def vis(_session: Session) -> Response:
    """The pages that rooms have registered, those this person may open."""
    return show("administrasjon/vis.html", sider=innstillinger.allowed(current_user.permissions))


def setup(app: Flask) -> None:
    """Last in the sidebar."""
    nav.register(
        app,
        Navpunkt(
            "innstillinger",
            _l("Innstillinger"),
            "administrasjon.vis",
            "settings",
            Permission.INNSTILLING_ENDRE,
            90,
            group=nav.BYRAA,
            covers=COVERS,
        ),
    )


#: Features of other rooms whose pages stand behind this door.
COVERS = ("kundekort.statuser", "salgstrakt.oppsett", "standardverdier", "adressekontroll", "registre")
