"""What lists put into the templates of every room: the way to a list from a record, and from those that are ticked."""

from uuid import UUID

from flask import Flask, render_template
from markupsafe import Markup

from portal.identity.permissions import Permission
from portal.web.current import rights


def setup(app: Flask) -> None:
    """Called when the room is set up."""
    app.jinja_env.globals.update(listevei=listevei, valgte_i_liste=valgte_i_liste)


def listevei(slag: str, post_id: UUID, navn: str) -> Markup:
    """The button in a record's head that puts it in a list; nothing for one who keeps no lists. Asks nothing."""
    return _shown("_vei", slag=slag, post_id=post_id, navn=navn)


def valgte_i_liste(slag: str) -> Markup:
    """The bar with the way to a list for the rows of a kind that are ticked (`row_check(…, form="valgte")`)."""
    return _shown("_valgte", slag=slag)


def _shown(template: str, **names: object) -> Markup:
    if Permission.KUNDE_ENDRE not in rights():
        return Markup("")
    return Markup(render_template(f"kundekort/lister/{template}.html", **names))  # noqa: S704 - our own template
