"""«Vis som»: into the view of a colleague, and out of it from the line on every page."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.vis_som.actions import avslutt_visning, vis_som
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.web.pages import done
from portal.web.room import Room

room = Room("vis_som", __name__, url_prefix="")


@room.post("/<uuid:bruker_id>/vis-som", needs=Permission.BRUKER_ENDRE)
def start(session: Session, bruker_id: UUID) -> Response:
    bruker = vis_som(session, bruker_id=bruker_id, oekt_id=current_user.oekt_id)
    return done(url_for("arbeidsbord.vis"), toast=_("Du ser portalen som %(navn)s.", navn=bruker.navn))


@room.post("/vis-som/slutt", needs=Permission.EGEN_ENDRE, while_seeing=True)
def slutt(session: Session) -> Response:
    """To the page of the colleague again, or home when the view had ended in another tab."""
    seen = avslutt_visning(session, oekt_id=current_user.oekt_id)
    home = url_for("administrasjon.brukere.vis", bruker_id=seen) if seen else url_for("arbeidsbord.vis")
    return done(home, toast=_("Du ser portalen som deg selv igjen."))
