"""The customer's own portal: hours, oppdrag, invoices, as far as each contact's rights and scope reach."""

from uuid import UUID

from flask import Blueprint, Flask, Response, redirect, url_for
from flask_login import current_user
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _, _l
from portal.identity.models import Oekt, Oektslag, Portaltilgang
from portal.identity.permissions import Portalrett
from portal.kundekort.models import Kunde
from portal.kundeportal.dokumenter import routes as dokumenter
from portal.kundeportal.fakturaer import routes as fakturaer
from portal.kundeportal.oppdrag import routes as oppdrag
from portal.kundeportal.scope import narrow
from portal.kundeportal.timer import routes as timer
from portal.web import nav
from portal.web.forms import WriteForm
from portal.web.nav import Navpunkt
from portal.web.pages import done, show
from portal.web.room import Room

start = Room("start", __name__, url_prefix="/kundeportal", audience=Oektslag.KONTAKT)
#: Right → the page a contact with it begins on, in order.
FIRST = (
    (Portalrett.TIMER_LES, "kundeportal.timer.liste"),
    (Portalrett.FAKTURA_LES, "kundeportal.fakturaer.liste"),
    (Portalrett.OPPDRAG_LES, "kundeportal.oppdrag.liste"),
    (Portalrett.DOKUMENT_LES, "kundeportal.dokumenter.liste"),
)


@start.get("", needs=Portalrett.BRUK)
def vis(_session: Session) -> Response:
    """To the first page this contact may open."""
    for right, endpoint in FIRST:
        if current_user.may(right):
            return redirect(url_for(endpoint), code=303)  # type: ignore[return-value]
    return redirect(url_for("kundeportal.start.velg"), code=303)  # type: ignore[return-value]


@start.get("/kunde", needs=Portalrett.BRUK)
def velg(session: Session) -> Response:
    """The customers this contact may act for; most have one."""
    rows = session.execute(
        select(Portaltilgang.id, Kunde.navn)
        .join(Kunde, Kunde.id == Portaltilgang.kunde_id)
        .where(Portaltilgang.konto_id == current_user.id)
        .order_by(Kunde.sortering)
    ).all()
    return show("kundeportal/velg.html", rader=rows, form=WriteForm(), valgt=current_user.tilgang.tilgang_id)


@start.post("/kunde/<uuid:tilgang_id>", needs=Portalrett.ENDRE)
def bytt(session: Session, tilgang_id: UUID) -> Response:
    """Act for another of his own customers from now on."""
    mine = session.scalar(
        select(Portaltilgang.id).where(
            Portaltilgang.id == tilgang_id, Portaltilgang.konto_id == current_user.id
        )
    )
    if mine is None:
        raise NotFound(f"tilgang {tilgang_id}")
    session.execute(update(Oekt).where(Oekt.id == current_user.oekt_id).values(tilgang_id=tilgang_id))
    return done(url_for("kundeportal.start.vis"), toast=_("Kunden er byttet."))


room = Blueprint("kundeportal", __name__, template_folder="templates")
for feature in (start, timer.room, oppdrag.room, fakturaer.room, dokumenter.room):
    room.register_blueprint(feature)


def setup(app: Flask) -> None:
    """Scope of every request, and the tab bar."""
    app.extensions["portal_scope"][Oektslag.KONTAKT] = narrow
    for order, (key, label, endpoint, icon, right) in enumerate(
        (
            ("kunde_timer", _l("Timer"), "kundeportal.timer.liste", "clock", Portalrett.TIMER_LES),
            ("kunde_oppdrag", _l("Innleide"), "kundeportal.oppdrag.liste", "users", Portalrett.OPPDRAG_LES),
            (
                "kunde_faktura",
                _l("Faktura"),
                "kundeportal.fakturaer.liste",
                "receipt-text",
                Portalrett.FAKTURA_LES,
            ),
            (
                "kunde_dokumenter",
                _l("Dokumenter"),
                "kundeportal.dokumenter.liste",
                "file-text",
                Portalrett.DOKUMENT_LES,
            ),
            ("kunde_meg", _l("Meg"), "innlogging.kundeoekter.vis", "user-round", Portalrett.BRUK),
        )
    ):
        nav.register(app, Navpunkt(key, label, endpoint, icon, right, order, audience="kontakt"))
