"""Addresses that belong to the platform or to any tenant before sign-in: the front door and the brand's colour."""

from flask import Response, current_app, g, make_response, redirect, render_template, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.web.room import OpenRoom

room = OpenRoom("plattform", __name__)


@room.route("/tema.css", open_because="a colour", methods=["GET"])
def tema(_session: Session | None) -> Response:
    """The tenant's one colour: its hue. Lightness and chroma are fixed, so contrast holds (design §1)."""
    if g.tenant is None:
        raise NotFound("tema")
    response = make_response(f":root{{--brand-h:{g.tenant.fargetone}}}\n")
    response.content_type = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@room.route("/", open_because="the front door", methods=["GET"])
def forside(_session: Session | None) -> Response:
    """A tenant's address leads to its own day; the bare address lists the demo's agencies, and nothing elsewhere."""
    if g.tenant is not None:
        return redirect(url_for("arbeidsbord.vis"), code=303)  # type: ignore[return-value]
    demo = current_app.extensions["demo_allowed"]
    tenants = current_app.extensions["tenants"].demo_tenants() if demo else []
    return make_response(render_template("web/forside.html", tenants=tenants))
