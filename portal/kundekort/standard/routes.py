"""Addresses of defaults: under a customer's Oversikt, and the agency's own under Innstillinger."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kundekort.standard import sider
from portal.web.room import Room

room = Room("standard", __name__, url_prefix="/<uuid:kunde_id>/standardverdier")
byraa = Room("standardverdier", __name__, url_prefix="/standardverdier", template_folder="../templates")
LES, ENDRE, OPPSETT = Permission.KUNDE_LES, Permission.KUNDE_ENDRE, Permission.INNSTILLING_ENDRE


@room.get("", needs=LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    return sider.overview(session, kunde_id)


@room.get("/rader", needs=LES)
def rader(session: Session, kunde_id: UUID) -> Response:
    """`?slag=` says which kind, here and below."""
    return sider.rows(session, kunde_id)


@room.post("/bruk", needs=ENDRE)
def bruk(session: Session, kunde_id: UUID) -> Response:
    return sider.choose(session, kunde_id)


@room.get("/rader/ny", needs=ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    return sider.row_page(session, kunde_id, None)


@room.post("/rader/ny", needs=ENDRE)
def opprett(session: Session, kunde_id: UUID) -> Response:
    return sider.save_row(session, kunde_id, None)


@room.get("/rader/<uuid:verdi_id>", needs=ENDRE)
def endre(session: Session, kunde_id: UUID, verdi_id: UUID) -> Response:
    return sider.row_page(session, kunde_id, verdi_id)


@room.post("/rader/<uuid:verdi_id>", needs=ENDRE)
def lagre(session: Session, kunde_id: UUID, verdi_id: UUID) -> Response:
    return sider.save_row(session, kunde_id, verdi_id)


@byraa.get("", needs=OPPSETT, endpoint="vis")
def byraa_vis(session: Session) -> Response:
    return sider.overview(session, None)


@byraa.get("/rader", needs=OPPSETT, endpoint="rader")
def byraa_rader(session: Session) -> Response:
    return sider.rows(session, None)


@byraa.get("/rader/ny", needs=OPPSETT, endpoint="ny")
def byraa_ny(session: Session) -> Response:
    return sider.row_page(session, None, None)


@byraa.post("/rader/ny", needs=OPPSETT, endpoint="opprett")
def byraa_opprett(session: Session) -> Response:
    return sider.save_row(session, None, None)


@byraa.get("/rader/<uuid:verdi_id>", needs=OPPSETT, endpoint="endre")
def byraa_endre(session: Session, verdi_id: UUID) -> Response:
    return sider.row_page(session, None, verdi_id)


@byraa.post("/rader/<uuid:verdi_id>", needs=OPPSETT, endpoint="lagre")
def byraa_lagre(session: Session, verdi_id: UUID) -> Response:
    return sider.save_row(session, None, verdi_id)
