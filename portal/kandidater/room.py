"""The room: mounts its features under /kandidater and gives the process its field key."""

from flask import Flask

from portal.db import crypto
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kandidater.hendelser import register_sentences
from portal.kandidater.kandidater import routes as kandidater
from portal.kandidater.kompetanse import routes as kompetanse
from portal.kandidater.papirer import routes as papirer
from portal.kandidater.papirer.queries import list_papirer
from portal.kandidater.registry import Kandidatboks, kort_bokser
from portal.kandidater.tilgang import routes as tilgang
from portal.kandidater.tilgjengelighet import routes as tilgjengelighet
from portal.web import nav, palette
from portal.web.nav import Navpunkt
from portal.web.room import Room

room = Room("kandidater", __name__, url_prefix="/kandidater", template_folder="templates")
for feature in (kandidater, kompetanse, papirer, tilgjengelighet, tilgang):
    room.register_blueprint(feature.room)


def setup(app: Flask) -> None:
    """Sentences, menu entry, and the key that seals national numbers."""
    crypto.install(app.extensions["settings"].field_key)
    register_sentences()
    kort_bokser.register(
        Kandidatboks(
            "papirer",
            _l("Papirer"),
            Permission.KANDIDAT_LES,
            lambda session, kandidat_id: list_papirer(session, kandidat_id=kandidat_id),
            "kandidater/papirer/_boks.html",
            order=10,
        )
    )
    palette.register(
        app,
        palette.Handling(_l("Ny kandidat"), "kandidater.kandidater.ny", "plus", Permission.KANDIDAT_ENDRE),
    )
    nav.register(
        app,
        Navpunkt(
            "kandidater",
            _l("Kandidater"),
            "kandidater.kandidater.liste",
            "users",
            Permission.KANDIDAT_LES,
            30,
            "V",
            group=nav.SALG,
        ),
    )
