"""Staff sign-in and sign-out. The same sentence, status and work for a known and an unknown address (B4)."""

from flask import Response, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.identity import limits
from portal.identity.models import Oektslag
from portal.innlogging.actions import logg_inn_ansatt
from portal.innlogging.forms import LoggInnForm
from portal.innlogging.next_page import safe_next
from portal.web.afterwards import keep_counters
from portal.web.current import set_cookie
from portal.web.pages import done, show
from portal.web.room import OpenRoom

room = OpenRoom("ansatt", __name__)
PAGE = "innlogging/ansatt.html"


@room.route("/logg-inn", open_because="here one signs in", methods=["GET"])
def vis(_session: Session | None) -> Response:
    """The sign-in page of one agency."""
    generate_csrf()
    return show(PAGE, form=LoggInnForm(neste=request.args.get("neste")))


@room.route("/logg-inn", open_because="here one signs in", methods=["POST"])
def logg_inn(session: Session) -> Response:
    """Check the limits, then the password; begin a new session (never the old one's id)."""
    form = LoggInnForm()
    if not form.validate():
        return show(PAGE, status=422, form=form)
    ip = request.remote_addr or ""
    noekkel = limits.account_key("ansatt", form.epost.data)
    try:
        limits.refuse_if_over(session, noekkel=noekkel, ip=ip)
    except Refused as refused:
        form.refuse(refused)
        return show(PAGE, status=422, form=form)
    secret = logg_inn_ansatt(
        session,
        epost=form.epost.data,
        passord=form.passord.data,
        ip=ip,
        agent=request.user_agent.string,
        demo_allowed=current_app.extensions["demo_allowed"],
    )
    limits.count_try(session, noekkel=noekkel, ip=ip, lyktes=secret is not None)
    keep_counters()
    if secret is None:
        form.form_errors.append(_("E-post eller passord er feil."))
        return show(PAGE, status=422, form=form)
    response = done(safe_next(form.neste.data) or url_for("arbeidsbord.vis"))
    set_cookie(response, slag=Oektslag.ANSATT, secret=secret)
    g.language = None
    return response
