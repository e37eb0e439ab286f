"""Staff change their own password. Every session of theirs ends with it, this browser's too: it gets a new one (B1)."""

from flask import Response, g, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.identity import limits
from portal.identity.models import Oektslag
from portal.identity.permissions import Permission
from portal.innlogging.actions import WrongPassword, bytt_passord
from portal.innlogging.forms import PassordForm
from portal.web.afterwards import keep_counters
from portal.web.current import set_cookie
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("passord", __name__, url_prefix="/meg/passord")
PAGE = "innlogging/passord.html"


@room.get("", needs=Permission.EGEN_BRUK)
def vis(_session: Session) -> Response:
    """The form; it never shows what was typed."""
    return show(PAGE, form=PassordForm(None))


@room.post("", needs=Permission.EGEN_ENDRE)
def bytt(session: Session) -> Response:
    """Guessing the present password from a stolen session is held back as it is at the door."""
    form, secret = PassordForm(), ""
    if form.validate():
        ip, noekkel = request.remote_addr or "", limits.account_key("ansatt", current_user.epost)
        try:
            limits.refuse_if_over(session, noekkel=noekkel, ip=ip)
            secret = bytt_passord(
                session,
                bruker_id=current_user.id,
                naavaerende=form.passord.data,
                nytt=form.passord_nytt.data,
                firma=g.tenant.navn,
                ip=ip,
                agent=request.user_agent.string,
            )
        except WrongPassword as wrong:
            limits.count_try(session, noekkel=noekkel, ip=ip, lyktes=False)
            keep_counters()
            form.refuse(wrong)
        except Refused as refused:
            form.refuse(refused)
    if form.errors:
        return show(PAGE, status=422, form=form)
    response = done(
        url_for("innlogging.oekter.vis"),
        toast=_("Passordet er byttet, og du er logget ut alle andre steder."),
    )
    set_cookie(response, slag=Oektslag.ANSATT, secret=secret)
    return response
