"""Sending a document of the customer to be signed."""

from datetime import timedelta
from uuid import UUID, uuid4

from flask import Response, current_app, g, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.dokumenter.queries import get_kundedokument
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.signering.forms import SendForm
from portal.kundekort.signering.queries import list_kandidater_til_signatur, personer_av
from portal.signing.rules import DEFAULT_DAYS
from portal.signing.sending import send_til_signering
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("signering_send", __name__)
ENDRE = Permission.DOKUMENT_ENDRE


@room.get("/<uuid:dokument_id>/signering", needs=ENDRE)
def ny(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    kunde = get_kunde(session, kunde_id=kunde_id)
    form = SendForm(None, frist=today() + timedelta(days=DEFAULT_DAYS), sprak=kunde.sprak)
    return _send_page(session, kunde_id, dokument_id, form)


@room.post("/<uuid:dokument_id>/signering", needs=ENDRE)
def send(session: Session, kunde_id: UUID, dokument_id: UUID) -> Response:
    form = SendForm().offer(*list_kandidater_til_signatur(session, kunde_id=kunde_id))
    if form.validate():
        with form.attempt(session):
            foresp = send_til_signering(
                session,
                kunde_id=kunde_id,
                dokument_id=dokument_id,
                personer=personer_av(
                    session,
                    kunde_id=kunde_id,
                    kontakter=form.chosen("kontakter"),
                    brukere=form.chosen("brukere"),
                    orden=form.orden.data,
                    kunde=get_kunde(session, kunde_id=kunde_id).navn,
                    byraa=g.tenant.navn,
                    paa_sms=form.paa_sms,
                ),
                frist=form.frist.data,
                melding=form.melding.data,
                sprak=form.sprak.data,
                adresse=f"{current_app.extensions['settings'].base_url}/{g.tenant.slug}/signer/",
                noekkel=form.idempotens.data or uuid4(),
            )
    if form.errors:
        return _send_page(session, kunde_id, dokument_id, form)
    return done(
        url_for("kundekort.dokumenter.signering.vis", kunde_id=kunde_id, forespoersel_id=foresp.id),
        toast=_("Sendt til signering. E-postene går om et øyeblikk."),
    )


def _send_page(session: Session, kunde_id: UUID, dokument_id: UUID, form: SendForm) -> Response:
    dokument = get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id)
    kontakter, brukere = list_kandidater_til_signatur(session, kunde_id=kunde_id)
    return show(
        "kundekort/signering/ny.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        dokument=dokument,
        form=form.offer(kontakter, brukere),
        uten_epost=[row for row in kontakter if not row.epost],
    )
