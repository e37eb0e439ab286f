"""Addresses proposed while one types a street: from Kartverket, taken with one press, never demanded."""

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from portal.errors import Unavailable
from portal.identity.permissions import Permission
from portal.kundekort.adressesjekk import NORGE, get_kontroll
from portal.kundekort.models import Kontrollnivaa
from portal.registers.base import Adressetreff
from portal.registers.sources.kartverket.source import KartverketSource
from portal.web.pages import show
from portal.web.room import Room

room = Room("adresseoppslag", __name__, url_prefix="/adresseoppslag", template_folder="../templates")
#: kind → the form's fields for street, post code and place.
FELT = {
    **{
        slag: (f"{slag}_linje1", f"{slag}_postnr", f"{slag}_poststed")
        for slag in ("besoek", "post", "faktura")
    },
    "arbeidssted": ("adresse", "postnr", "poststed"),
}


@room.get("", needs=Permission.KUNDE_ENDRE)
def vis(session: Session) -> Response:
    """The form sends what stands in it. One statement, before anybody outside is asked."""
    slag = next((slag for slag, names in FELT.items() if names[0] in request.args), "besoek")
    linje, postnr, poststed = FELT[slag]
    treff: list[Adressetreff] = []
    taus = ""
    if (
        get_kontroll(session)[slag] is not Kontrollnivaa.AV
        and request.args.get(f"{slag}_land", NORGE) == NORGE
    ):
        session.rollback()  # nobody is waited for with a transaction open
        typed = request.args.get(linje, "")
        try:
            treff = KartverketSource(current_app.extensions["settings"].kartverket_url).search(typed)
        except Unavailable as silent:
            taus = str(silent.sentence)
        treff = [each for each in treff if (each.adresse, each.postnr) != (typed, request.args.get(postnr))]
    return show(
        "kundekort/adresseoppslag/vis.html",
        "kundekort/adresseoppslag/_treff.html",
        treff=[(each, {linje: each.adresse, postnr: each.postnr, poststed: each.poststed}) for each in treff],
        taus=taus,
    )
