"""Inviting a candidate to the worker's portal, and closing it."""

from uuid import UUID

from flask import Response, current_app, g, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.tilgang.actions import inviter_kandidat, trekk_tilgang
from portal.web.pages import done
from portal.web.room import Room

room = Room("tilgang", __name__, url_prefix="/<uuid:kandidat_id>/tilgang")


@room.post("", needs=Permission.KANDIDAT_ENDRE)
def inviter(session: Session, kandidat_id: UUID) -> Response:
    adresse = f"{current_app.extensions['settings'].base_url}/{g.tenant.slug}/invitasjon/"
    konto = inviter_kandidat(session, kandidat_id=kandidat_id, adresse=adresse, er_demo=g.tenant.er_demo)
    return done(_card(kandidat_id), toast=_("Invitasjonen til %(epost)s er på vei.", epost=konto.epost))


@room.post("/trekk", needs=Permission.KANDIDAT_ENDRE)
def trekk(session: Session, kandidat_id: UUID) -> Response:
    trekk_tilgang(session, kandidat_id=kandidat_id)
    return done(_card(kandidat_id), toast=_("Tilgangen til vikarportalen er stengt."))


def _card(kandidat_id: UUID) -> str:
    return url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id)
