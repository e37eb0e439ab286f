"""The funnel over the whole agency, as a board and as a list."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Trinnslag
from portal.kundekort.salg import oppsett
from portal.kundekort.salg.forms import FlyttForm
from portal.kundekort.salg.muligheter import flytt_mulighet
from portal.kundekort.salg.mulighetssider import move_form
from portal.kundekort.salg.queries import list_team
from portal.kundekort.salg.rules import days_over, weighted
from portal.kundekort.salg.trakt_queries import (
    CARDS,
    RECENT_DAYS,
    Traktvalg,
    find_kunde_id,
    list_kort,
    list_side,
    list_summer,
)
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import each_row

room = Room("salgstrakt", __name__, url_prefix="/salgstrakt", template_folder="../templates")
room.register_blueprint(oppsett.room)
PAGE, BOARD, LIST = (
    "kundekort/salg/trakt.html",
    "kundekort/salg/_tavle.html",
    "kundekort/salg/trakt_liste.html",
)


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session) -> Response:
    """Three statements besides the identity, for any number of opportunities."""
    return show(PAGE, **_board(session))


@room.get("/liste", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """Three statements besides the identity."""
    valg, ended = _choice(), request.args.get("tilstand") == "avsluttet"
    page = list_side(session, valg=valg, avsluttet=ended, etter=request.args.get("etter"))
    return show(LIST, side=page, avsluttet=ended, **_frame(session, valg))


@room.post("/<uuid:mulighet_id>/flytt", needs=Permission.KUNDE_ENDRE)
def flytt(session: Session, mulighet_id: UUID) -> Response:
    """From the menu on a card of the board."""
    kunde_id = find_kunde_id(session, mulighet_id=mulighet_id)
    form = move_form(session, kunde_id, mulighet_id)
    if form.validate():
        with form.attempt(session):
            flytt_mulighet(
                session,
                kunde_id=kunde_id,
                mulighet_id=mulighet_id,
                trinn_id=UUID(form.trinn_id.data),
                versjon=form.versjon.data,
            )
    if form.errors:
        there = url_for("kundekort.muligheter.vis", kunde_id=kunde_id, mulighet_id=mulighet_id)
        form.remedies.append((f"{there}#flytt", _("Åpne muligheten")))
        return show(PAGE, BOARD, status=422, **{**_board(session), "feil": form})
    here = f"{url_for('.vis')}?{urlencode(_asked())}"
    return done(here, PAGE, BOARD, toast=_("Muligheten er flyttet."), **_board(session))


def _board(session: Session) -> dict[str, Any]:
    valg = _choice()
    frame = _frame(session, valg)
    return {
        **frame,
        "kolonner": [trinn for trinn in frame["summer"] if trinn.slag is Trinnslag.AAPEN],
        "kort": list_kort(session, valg=valg),
        "flytt": FlyttForm(None, stored=each_row),
        "most": CARDS,
        "feil": None,
    }


def _frame(session: Session, valg: Traktvalg) -> dict[str, Any]:
    """What board and list share: sums by stage, the choices, and what is said of each row."""
    summer = list_summer(session, valg=valg)
    return {
        "summer": summer,
        "aapne": [trinn for trinn in summer if trinn.slag is Trinnslag.AAPEN],
        "team": list_team(session),
        "asked": _asked(),
        "weighted": weighted,
        "days_over": days_over,
        "naa": now(),
        "recent": RECENT_DAYS,
    }


def _asked() -> dict[str, str]:
    """The choices in the address, those that mean something."""
    asked = {
        "hvem": "mine" if request.args.get("hvem") == "mine" else "",
        "team": str(_team() or ""),
        "over": "1" if request.args.get("over") == "1" else "",
    }
    return {name: value for name, value in asked.items() if value}


def _choice() -> Traktvalg:
    asked = _asked()
    return Traktvalg(
        ansvarlig_id=current_user.id if asked.get("hvem") else None,
        team_id=_team(),
        over="over" in asked,
    )


def _team() -> UUID | None:
    try:
        return UUID(request.args.get("team", ""))
    except ValueError:
        return None
