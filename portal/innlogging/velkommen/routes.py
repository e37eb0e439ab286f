"""An employee chooses a password by the link an administrator sent him, and is signed in. The link works once (B7)."""

from flask import Response, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity import codes
from portal.identity.models import Oektslag
from portal.innlogging.actions import velg_passord
from portal.innlogging.forms import VelgPassordForm
from portal.web.current import set_cookie
from portal.web.pages import done, show
from portal.web.room import OpenRoom

room = OpenRoom("velkommen", __name__, url_prefix="/invitasjon/ansatt")
PAGE = "innlogging/velkommen.html"
WHY = "the token is the key"


@room.route("/<token>", open_because=WHY, methods=["GET"])
def vis(session: Session, token: str) -> Response:
    """The two fields; whoever only fetches the address does not use it up."""
    generate_csrf()
    valid = codes.find_password_link(session, token=token) is not None
    return show(PAGE, form=VelgPassordForm(None), token=token, valid=valid)


@room.route("/<token>", open_because=WHY, methods=["POST"])
def velg(session: Session, token: str) -> Response:
    """Store it and sign in; what is refused leaves the link as it was."""
    form, secret = VelgPassordForm(), ""
    if form.validate():
        with form.attempt(session):
            secret = velg_passord(
                session,
                token=token,
                nytt=form.passord_nytt.data,
                ip=request.remote_addr or "",
                agent=request.user_agent.string,
                demo_allowed=current_app.extensions["demo_allowed"],
            )
    if form.errors:
        valid = codes.find_password_link(session, token=token) is not None
        return show(PAGE, status=422, form=form, token=token, valid=valid)
    response = done(url_for("arbeidsbord.vis"), toast=_("Passordet er lagret. Velkommen!"))
    set_cookie(response, slag=Oektslag.ANSATT, secret=secret)
    return response
