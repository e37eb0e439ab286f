"""Tasks: the menu entry, the palette's act, and the records of this room a task may be about."""

from flask import Flask

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.oppgaver.kontakten import flytt_oppgaver, list_om_kontakten
from portal.kundekort.oppgaver.poster import kundekortets_slag
from portal.kundekort.oppgaver.routes import room
from portal.kundekort.registry import Ansvar, ansvar, koblingsslag
from portal.web import nav, palette
from portal.web.nav import Navpunkt


def setup(app: Flask) -> None:
    """Mounts the pages and fills the registries."""
    app.register_blueprint(room)
    nav.register(
        app,
        Navpunkt(
            "oppgaver",
            _l("Oppgaver"),
            "oppgaver.liste",
            "list-checks",
            Permission.DAGBOK_ENDRE,
            51,
            shortcut="p",
            group=nav.SALG,
        ),
    )
    palette.register(app, palette.Handling(_l("Ny oppgave"), "oppgaver.ny", "plus", Permission.DAGBOK_ENDRE))
    koblingsslag.register(*kundekortets_slag())
    ansvar.register(
        Ansvar("oppgaver", _l("Åpne oppgaver"), "list-checks", list_om_kontakten, flytt_oppgaver, order=30)
    )
