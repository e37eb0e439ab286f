"""Customers by county: tiles laid out as the country, each a way into the list."""

from dataclasses import replace

from flask import Response, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kundekort.fylker.queries import list_fylkestall
from portal.kundekort.skjema import filter_address
from portal.kundekort.utvalg import Leser, read_filter
from portal.web.pages import show
from portal.web.room import Room

room = Room("fylker", __name__, url_prefix="/fylker")
#: How a tile names its county.
KORT = {
    "03": "Os", "11": "Ro", "15": "MR", "18": "No", "31": "Øf", "32": "Ak", "33": "Bu", "34": "In",
    "39": "Vf", "40": "Te", "42": "Ag", "46": "Vl", "50": "Tø", "55": "Tr", "56": "Fi",
}  # fmt: skip


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session) -> Response:
    """`?hvem=` and `?status=` narrow as in the list. Two statements."""
    valg = replace(read_filter(request.args), fylke="", kommune="", q="")
    leser = Leser(current_user.id, current_user.avdeling_id)
    fylker, uten = list_fylkestall(session, valg=valg, leser=leser)
    return show(
        "kundekort/fylker/vis.html",
        fylker=fylker,
        uten=uten,
        valg=valg,
        kort=KORT,
        adresse=lambda nr: filter_address(replace(valg, fylke=nr)),
    )
