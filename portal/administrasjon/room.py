"""Innstillinger: one door to everything an agency decides about its own portal."""

from collections.abc import Iterator

from flask import Flask, Response
from flask_login import current_user
from sqlalchemy import true
from sqlalchemy.orm import Session

from portal.administrasjon import hendelser
from portal.administrasjon.brukere.routes import room as brukere
from portal.administrasjon.brukere.slutt.routes import room as slutt
from portal.administrasjon.brukere.vis_som.routes import room as vis_som
from portal.administrasjon.kontor.routes import room as kontor
from portal.administrasjon.organisasjon.routes import room as organisasjon
from portal.administrasjon.queries import count_lister
from portal.administrasjon.roller.routes import room as roller
from portal.administrasjon.serier.routes import room as serier
from portal.i18n import _l
from portal.identity.models import Rolle
from portal.identity.permissions import Permission
from portal.tenancy.models import Avdeling
from portal.web import innstillinger, nav, palette
from portal.web.innstillinger import Innstilling, Kodeliste
from portal.web.nav import Navpunkt
from portal.web.pages import show
from portal.web.room import Room

room = Room("administrasjon", __name__, url_prefix="/innstillinger", template_folder="templates")
brukere.register_blueprint(slutt)
brukere.register_blueprint(vis_som)
for feature in (organisasjon, serier, kontor, brukere, roller):
    room.register_blueprint(feature)


@room.get("", needs=Permission.INNSTILLING_ENDRE)
def vis(session: Session) -> Response:
    """The pages and the lists that rooms have registered, those this person may open. One statement."""
    lister = innstillinger.lister(current_user.permissions)
    return show(
        "administrasjon/vis.html",
        sider=innstillinger.allowed(current_user.permissions),
        lister=list(zip(lister, count_lister(session, lister=lister), strict=True)),
    )


def setup(app: Flask) -> None:
    """Last in the sidebar."""
    hendelser.register_hendelser()
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
        Innstilling(
            _l("Brukere"),
            _l("De som arbeider i byrået: hvem de er, hvor de kan arbeide, rollene deres, og invitasjonen."),
            "administrasjon.brukere.liste",
            "users",
            Permission.BRUKER_ENDRE,
            order=2,
        ),
        Innstilling(
            _l("Roller og rettigheter"),
            _l("Hva hver rolle lar folk gjøre, og hvem som får og mister hva når den endres."),
            "administrasjon.roller.liste",
            "shield-check",
            Permission.BRUKER_ENDRE,
            order=3,
        ),
    )
    innstillinger.register_lister(app, _lists)
    palette.register(
        app,
        palette.Handling(_l("Brukere"), "administrasjon.brukere.liste", "users", Permission.BRUKER_ENDRE),
        palette.Handling(
            _l("Roller"), "administrasjon.roller.liste", "shield-check", Permission.BRUKER_ENDRE
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


def _lists() -> Iterator[Kodeliste]:
    """Offices and roles are lists too."""
    byraa, organisasjon_ = _l("Byrået"), "administrasjon.organisasjon.liste"
    sets_up, administers = Permission.INNSTILLING_ENDRE, Permission.BRUKER_ENDRE
    yield Kodeliste(_l("Avdelinger"), byraa, organisasjon_, sets_up, Avdeling.id, true())
    yield Kodeliste(_l("Roller"), byraa, "administrasjon.roller.liste", administers, Rolle.id, Rolle.er_aktiv)


#: Features of other rooms whose pages stand behind this door.
COVERS = ("kundekort.statuser", "salgstrakt.oppsett", "standardverdier", "adressekontroll", "registre")
