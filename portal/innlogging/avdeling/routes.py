"""«Arbeider i»: the office one works in now, among those one may; what one makes is put there."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.innlogging.actions import bytt_avdeling
from portal.innlogging.forms import AvdelingForm
from portal.innlogging.queries import list_mine_avdelinger
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("avdeling", __name__, url_prefix="/meg/avdeling")
PAGE = "innlogging/avdeling.html"


@room.get("", needs=Permission.EGEN_BRUK)
def vis(session: Session) -> Response:
    """The offices one may choose; one sentence when there is no choice."""
    return show(PAGE, form=_form(session, fresh=True))


@room.post("", needs=Permission.EGEN_ENDRE)
def bytt(session: Session) -> Response:
    form = _form(session)
    if form.validate():
        with form.attempt(session):
            navn = bytt_avdeling(session, bruker_id=current_user.id, avdeling_id=UUID(form.avdeling.data))
        if not form.errors:
            toast = _("Du arbeider i %(avdeling)s nå.", avdeling=navn)
            return done(url_for("arbeidsbord.vis"), toast=toast)
    return show(PAGE, status=422, form=form)


def _form(session: Session, *, fresh: bool = False) -> AvdelingForm:
    here = str(current_user.avdeling_id or "")
    form = AvdelingForm(None, avdeling=here) if fresh else AvdelingForm()
    return form.with_choices(list_mine_avdelinger(session, bruker_id=current_user.id))
