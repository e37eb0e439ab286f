"""Reports: what happened at one customer in a period, and the customers in groups; on the page and as a file."""

from flask import Blueprint, Flask

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.registry import Hodeknapp, hodeknapper
from portal.rapporter.kunde import routes as kunde
from portal.rapporter.kundeliste import routes as kundeliste
from portal.web import nav
from portal.web.nav import Navpunkt

room = Blueprint("rapporter", __name__, template_folder="templates")
for feature in (kunde.room, kundeliste.room):
    room.register_blueprint(feature)


def setup(app: Flask) -> None:
    """The entry of the sidebar and of the card's menu, and the words for what left as a file."""
    nav.register(
        app,
        Navpunkt(
            "kundeliste",
            _l("Kundeliste"),
            "rapporter.kundeliste.vis",
            "chart-column",
            Permission.KUNDE_LES,
            54,
            group=nav.SALG,
        ),
    )
    hodeknapper.register(
        Hodeknapp(
            "rapporter",
            _l("Rapporter"),
            "rapporter.kunde.liste",
            "chart-column",
            Permission.KUNDE_LES,
            order=70,
            i_meny=True,
        )
    )
    register(
        Hendelsetype(
            "rapport.eksportert", "download", _l("tok ut rapporten %(rapport)s som fil"), gruppe="oppsett"
        )
    )
