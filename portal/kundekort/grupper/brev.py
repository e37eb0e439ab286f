"""A mail to a group: who gets it and who does not stands on the page before it is sent."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.grupper.forms import BrevForm
from portal.kundekort.grupper.lov import find_rule
from portal.kundekort.grupper.queries import get_gruppe, list_til_brev
from portal.kundekort.grupper.routes import room
from portal.kundekort.grupper.rules import GRUNN, MOST_LETTERS, SI_NEI, Fordeling, divide
from portal.kundekort.grupper.utsendelse import reasons, send_til_gruppe
from portal.kundekort.leser import current_leser
from portal.web.pages import done, show


@room.get("/<uuid:gruppe_id>/epost", needs=Permission.DIALOG_SEND)
def skriv(session: Session, gruppe_id: UUID) -> Response:
    """Four statements."""
    return _page(session, gruppe_id, BrevForm(None))


@room.post("/<uuid:gruppe_id>/epost", needs=Permission.DIALOG_SEND)
def send(session: Session, gruppe_id: UUID) -> Response:
    form = BrevForm()
    if form.validate():
        with form.attempt(session):
            delt = send_til_gruppe(
                session,
                gruppe_id=gruppe_id,
                emne=form.emne.data,
                tekst=form.tekst.data,
                svar_til=current_user.epost,
                noekkel=form.idempotens.data,
                leser=current_leser(),
            )
        if not form.errors:
            return done(url_for(".vis", gruppe_id=gruppe_id), toast=_receipt(delt))
    return _page(session, gruppe_id, form)


def _receipt(delt: Fordeling) -> str:
    sent = ngettext(
        "E-posten går til %(num)s om et halvt minutt.",
        "E-posten går til %(num)s om et halvt minutt.",
        len(delt.mottakere),
    )
    if not delt.utelatt:
        return str(sent)
    return _("%(sendt)s Hoppet over: %(navn)s.", sendt=sent, navn=reasons(delt))


def _page(session: Session, gruppe_id: UUID, form: BrevForm) -> Response:
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=current_leser())
    rows = list_til_brev(session, gruppe=gruppe)
    return show(
        "kundekort/grupper/epost.html",
        status=422 if form.errors else 200,
        gruppe=gruppe,
        form=form,
        delt=divide(rows[:MOST_LETTERS]),
        for_mange=len(rows) > MOST_LETTERS,
        grunner=GRUNN,
        regel=find_rule(session),
        si_nei=SI_NEI,
    )
