"""Min dag: what waits for me now, and the palette that finds everything."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.arbeidsbord import koer, palett
from portal.db.clock import today
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.web import nav
from portal.web.current import signed_in
from portal.web.nav import Navpunkt
from portal.web.pages import show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("arbeidsbord", __name__, url_prefix="/min-dag", template_folder="templates")
#: A page of a customer's card.
CARD = re.compile(r"/kunder/([0-9a-f-]{36})(?:/|$)")


@room.get("", needs=Permission.EGEN_BRUK)
def vis(session: Session) -> Response:
    """The first page: what waits for me, or with `?vis=alle` for everybody. One statement per queue."""
    who = signed_in()
    alle = request.args.get("vis") == "alle"
    return show(
        "arbeidsbord/vis.html",
        koer=koer.build(session, who, alle=alle) if who else [],
        kan_velge=who is not None and koer.has_own(who),
        alle=alle,
        today=today(),
    )


@room.get("/sok", needs=Permission.EGEN_BRUK)
def sok(session: Session) -> Response:
    """Hits for the palette: places, actions, and rows this person may see."""
    text = request.args.get("q", "")
    groups = palett.search(session, text=text, permissions=current_user.permissions, kunde_id=_card())
    return show("arbeidsbord/sok.html", "arbeidsbord/_treff.html", groups=groups, text=text)


def _card() -> UUID | None:
    """The customer on whose card the palette was opened; htmx says which page it stands on."""
    found = CARD.search(urlsplit(request.headers.get("HX-Current-URL", "")).path)
    return read_uuid(found[1]) if found else None


def setup(app: Flask) -> None:
    """The first entry of the sidebar."""
    nav.register(
        app,
        Navpunkt(
            "min_dag", _l("Min dag"), "arbeidsbord.vis", "layout-dashboard", Permission.EGEN_BRUK, 10, "h"
        ),
    )
