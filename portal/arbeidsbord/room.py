"""Min dag: what waits for me now."""

from flask import Flask, Response
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.web import nav
from portal.web.nav import Navpunkt
from portal.web.pages import show
from portal.web.room import Room

room = Room("arbeidsbord", __name__, url_prefix="/min-dag", template_folder="templates")


@room.get("", needs=Permission.EGEN_BRUK)
def vis(_session: Session) -> Response:
    """The consultant's first page."""
    return show("arbeidsbord/vis.html")


def setup(app: Flask) -> None:
    """The first entry of the sidebar."""
    nav.register(
        app,
        Navpunkt(
            "min_dag", _l("Min dag"), "arbeidsbord.vis", "layout-dashboard", Permission.EGEN_BRUK, 10, "H"
        ),
    )
