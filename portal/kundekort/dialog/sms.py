"""A text message to one contact: the dialog it is written in."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.dialog.actions import send_sms_til_kontakt
from portal.kundekort.dialog.forms import SmsForm
from portal.kundekort.dialog.routes import room
from portal.kundekort.mottakere import list_valg
from portal.kundekort.queries import get_kort
from portal.messaging.registry import sms_ready
from portal.web.pages import done, show

PAGE, DIALOG, FORM = (
    "kundekort/dialog/sms.html",
    "kundekort/dialog/_sms_dialog.html",
    "kundekort/dialog/_sms.html",
)


@room.get("/sms", needs=Permission.DIALOG_SEND)
def ny_sms(session: Session, kunde_id: UUID) -> Response:
    """Whom and what; `kontakt` in the address chooses the receiver."""
    form = SmsForm(None, kontakt=request.args.get("kontakt"))
    return show(PAGE, DIALOG, **_context(session, kunde_id, form))


@room.post("/sms", needs=Permission.DIALOG_SEND)
def send_sms(session: Session, kunde_id: UUID) -> Response:
    form = SmsForm()
    context = _context(session, kunde_id, form)
    if form.validate():
        with form.attempt(session):
            send_sms_til_kontakt(
                session,
                kunde_id=kunde_id,
                kontakt_id=UUID(form.kontakt.data),
                tekst=form.tekst.data,
                noekkel=form.idempotens.data,
            )
    if form.errors:
        return show(PAGE, FORM, status=422, **context)
    toast = _("SMS-en går om et halvt minutt. Til da kan du trekke den tilbake.")
    return done(url_for(".liste", kunde_id=kunde_id), toast=toast)


def _context(session: Session, kunde_id: UUID, form: SmsForm) -> dict[str, Any]:
    return {
        "kort": get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        "form": form.with_kontakter(list_valg(session, kunde_id=kunde_id)),
        "klar": sms_ready(),
    }
