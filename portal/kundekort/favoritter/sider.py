"""The page of one's favourites, and the star of any record that is no customer."""

from typing import Any
from uuid import UUID

from flask import Flask, Response, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kundekort.favoritter.actions import sett_favorittpost
from portal.kundekort.favoritter.queries import list_favoritter, list_stjerner
from portal.web import nav
from portal.web.current import rights
from portal.web.nav import Navpunkt
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("favoritter", __name__, url_prefix="/favoritter")
STJERNE = "kundekort/favoritter/_poststjerne.html"


def setup(app: Flask) -> None:
    """The page, its menu entry, and the star other rooms put in the head of their records."""
    app.register_blueprint(room)
    app.jinja_env.globals.update(favorittstjerne=favorittstjerne)
    nav.register(
        app,
        Navpunkt("favoritter", _l("Favoritter"), "favoritter.liste", "star", Permission.EGEN_BRUK, 15),
    )


def favorittstjerne(slag: str, post_id: UUID, navn: str, paa: bool | None = None) -> Markup:  # noqa: FBT001 - a template's
    """The star of a record in a template of any room.

    `paa` where the page knows whether it stands; else one statement a page and kind, however many stars it has.
    """
    if Permission.EGEN_ENDRE not in rights():
        return Markup("")
    held: dict[str, frozenset[UUID]] = g.setdefault("favorittposter", {})
    if paa is not None:
        return _star(slag, post_id, navn, paa=paa)
    if slag not in held:
        held[slag] = list_stjerner(g.db, bruker_id=current_user.id, slag=slag)
    return _star(slag, post_id, navn, paa=post_id in held[slag])


@room.get("", needs=Permission.EGEN_BRUK)
def liste(session: Session) -> Response:
    """All one has given a star, by kind."""
    grupper = list_favoritter(session, bruker_id=current_user.id, permissions=rights())
    return show("kundekort/favoritter/liste.html", grupper=grupper)


@room.post("", needs=Permission.EGEN_ENDRE)
def sett(session: Session) -> Response:
    """`slag`, and `gi` or `ta` with the record: a state, so a second post is harmless."""
    paa = "gi" in request.form
    post_id = read_uuid(request.form.get("gi" if paa else "ta"))
    if post_id is None:
        raise Refused(_("Velg hva som skal få stjerne."))
    slag = request.form.get("slag", "")
    kind, navn, values = sett_favorittpost(session, slag=slag, post_id=post_id, paa=paa)
    gathered = request.form.get("fra") == "favoritter"
    return done(
        url_for(".liste") if gathered else url_for(kind.endpoint, **values),
        None,
        STJERNE,
        toast=_("Lagt til i favoritter.") if paa else _("Tatt ut av favoritter."),
        **_names(slag, post_id, navn, paa=paa),
    )


def _star(slag: str, post_id: UUID, navn: str, *, paa: bool) -> Markup:
    return Markup(render_template(STJERNE, **_names(slag, post_id, navn, paa=paa)))  # noqa: S704 - our own template


def _names(slag: str, post_id: UUID, navn: str, *, paa: bool) -> dict[str, Any]:
    return {"slag": slag, "post_id": post_id, "navn": navn, "paa": paa}
