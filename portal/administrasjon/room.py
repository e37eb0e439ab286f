"""Innstillinger: one door to everything an agency decides about its own portal."""

from flask import Flask, Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.administrasjon.organisasjon.routes import room as organisasjon
from portal.audit import sentences
from portal.audit.sentences import Hendelsetype
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.web import innstillinger, nav
from portal.web.innstillinger import Innstilling
from portal.web.nav import Navpunkt
from portal.web.pages import show
from portal.web.room import Room

room = Room("administrasjon", __name__, url_prefix="/innstillinger", template_folder="templates")
room.register_blueprint(organisasjon)


@room.get("", needs=Permission.INNSTILLING_ENDRE)
def vis(_session: Session) -> Response:
    """The pages that rooms have registered, those this person may open."""
    return show("administrasjon/vis.html", sider=innstillinger.allowed(current_user.permissions))


def setup(app: Flask) -> None:
    """Last in the sidebar."""
    sentences.register(
        Hendelsetype("oppsett.selskap-endret", "settings", _l("endret selskapet %(navn)s"), gruppe="oppsett"),
        Hendelsetype(
            "oppsett.avdeling-lagret", "settings", _l("lagret avdelingen %(navn)s"), gruppe="oppsett"
        ),
    )
    innstillinger.register(
        app,
        Innstilling(
            _l("Selskap og avdelinger"),
            _l("Det som står på fakturaene, kontorene deres, og hvem som kan arbeide hvor."),
            "administrasjon.organisasjon.liste",
            "building-2",
            Permission.INNSTILLING_ENDRE,
            order=1,
        ),
    )
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
