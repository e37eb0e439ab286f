"""What groups of contacts put into registries: pages, menu entry, sentences."""

from flask import Flask

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.grupper import brev
from portal.web import nav, palette
from portal.web.nav import Navpunkt

LABEL = _l("Kontaktgrupper")


def setup(app: Flask) -> None:
    """Called when the room is set up."""
    app.register_blueprint(brev.room)
    nav.register(
        app,
        Navpunkt(
            "kontaktgrupper",
            LABEL,
            "kontaktgrupper.liste",
            "users",
            Permission.KUNDE_LES,
            53,
            group=nav.SALG,
        ),
    )
    palette.register(
        app, palette.Handling(_l("Ny kontaktgruppe"), "kontaktgrupper.ny", "plus", Permission.KONTAKT_ENDRE)
    )
    register(
        Hendelsetype("gruppe.opprettet", "users", _l("laget kontaktgruppen %(navn)s"), gruppe="oppsett"),
        Hendelsetype("gruppe.endret", "users", _l("endret kontaktgruppen %(navn)s"), gruppe="oppsett"),
        Hendelsetype("gruppe.slettet", "trash-2", _l("slettet kontaktgruppen %(navn)s"), gruppe="oppsett"),
        Hendelsetype(
            "gruppe.epost", "mail", _l("skrev til kontaktgruppen %(navn)s: «%(emne)s»"), gruppe="oppsett"
        ),
        Hendelsetype(
            "gruppe.sms", "message-square", _l("sendte SMS til kontaktgruppen %(navn)s"), gruppe="oppsett"
        ),
        Hendelsetype(
            "kontakt.reservert",
            "mail-x",
            _l("skrev at %(navn)s er reservert mot henvendelser (%(kilde)s)"),
            gruppe="kontakt",
        ),
        Hendelsetype(
            "kontakt.reservasjon-kilde",
            "mail-x",
            _l("skrev hvordan vi vet at %(navn)s er reservert mot henvendelser (%(kilde)s)"),
            gruppe="kontakt",
        ),
        Hendelsetype(
            "kontakt.reservasjon-opphevet",
            "mail",
            _l("skrev at %(navn)s ikke er reservert lenger (%(kilde)s)"),
            gruppe="kontakt",
        ),
    )
