"""A mail or a text message to a group: who gets it and who does not stands on the page before it is sent."""

from datetime import timedelta
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import LANGUAGES, _, in_language, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.grupper.forms import BrevForm, GruppeSmsForm
from portal.kundekort.grupper.lov import find_rule
from portal.kundekort.grupper.queries import get_gruppe, list_til_brev
from portal.kundekort.grupper.routes import room
from portal.kundekort.grupper.rules import GRUNN, MOST_LETTERS, Fordeling, divide, how_to_say_no
from portal.kundekort.grupper.utsendelse import reasons, send_til_gruppe
from portal.kundekort.leser import current_leser
from portal.messaging.actions import ANGRETID_S
from portal.messaging.models import Kanal
from portal.messaging.registry import sms_ready
from portal.messaging.sms import measure, quiet_s
from portal.web.pages import done, show


@room.get("/<uuid:gruppe_id>/epost", needs=Permission.DIALOG_SEND)
def skriv(session: Session, gruppe_id: UUID) -> Response:
    """Four statements."""
    return _page(session, gruppe_id, BrevForm(None), Kanal.EPOST)


@room.post("/<uuid:gruppe_id>/epost", needs=Permission.DIALOG_SEND)
def send(session: Session, gruppe_id: UUID) -> Response:
    return _send(session, gruppe_id, BrevForm(), Kanal.EPOST)


@room.get("/<uuid:gruppe_id>/sms", needs=Permission.DIALOG_SEND)
def skriv_sms(session: Session, gruppe_id: UUID) -> Response:
    """Four statements."""
    return _page(session, gruppe_id, _sms_form(fresh=True), Kanal.SMS)


@room.post("/<uuid:gruppe_id>/sms", needs=Permission.DIALOG_SEND)
def send_sms(session: Session, gruppe_id: UUID) -> Response:
    return _send(session, gruppe_id, _sms_form(), Kanal.SMS)


def _sms_form(*, fresh: bool = False) -> GruppeSmsForm:
    """Counted with the longest of the words that come under it: each receiver gets those of his language."""
    form = GruppeSmsForm(None) if fresh else GruppeSmsForm()
    words = []
    for sprak in LANGUAGES:
        with in_language(sprak):
            words.append(how_to_say_no(Kanal.SMS, current_user.epost))
    form.tekst.with_after(max(words, key=lambda each: measure(each).tegn))
    return form


def _send(session: Session, gruppe_id: UUID, form: BrevForm | GruppeSmsForm, kanal: Kanal) -> Response:
    if form.validate():
        with form.attempt(session):
            delt = send_til_gruppe(
                session,
                gruppe_id=gruppe_id,
                kanal=kanal,
                emne=form.emne.data if isinstance(form, BrevForm) else "",
                tekst=form.tekst.data,
                svar_til=current_user.epost,
                noekkel=form.idempotens.data,
                leser=current_leser(),
            )
        if not form.errors:
            return done(url_for(".vis", gruppe_id=gruppe_id), toast=_receipt(delt, kanal))
    return _page(session, gruppe_id, form, kanal)


def _receipt(delt: Fordeling, kanal: Kanal) -> str:
    number = len(delt.mottakere)
    if kanal is Kanal.EPOST:
        sent = ngettext(
            "E-posten går til %(num)s om et halvt minutt.",
            "E-posten går til %(num)s om et halvt minutt.",
            number,
        )
    elif _waits():
        sent = ngettext(
            "SMS-en går til %(num)s når klokken er 08.", "SMS-en går til %(num)s når klokken er 08.", number
        )
    else:
        sent = ngettext(
            "SMS-en går til %(num)s om et halvt minutt.",
            "SMS-en går til %(num)s om et halvt minutt.",
            number,
        )
    if not delt.utelatt:
        return str(sent)
    return _("%(sendt)s Hoppet over: %(navn)s.", sendt=sent, navn=reasons(delt))


def _waits() -> bool:
    """Whether a text message written now waits for the morning: it leaves when it can no longer be taken back."""
    return quiet_s(now() + timedelta(seconds=ANGRETID_S)) > 0


def _page(session: Session, gruppe_id: UUID, form: BrevForm | GruppeSmsForm, kanal: Kanal) -> Response:
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=current_leser())
    rows = list_til_brev(session, gruppe=gruppe, kanal=kanal)
    return show(
        "kundekort/grupper/sms.html" if kanal is Kanal.SMS else "kundekort/grupper/epost.html",
        status=422 if form.errors else 200,
        gruppe=gruppe,
        form=form,
        delt=divide(rows[:MOST_LETTERS], kanal),
        for_mange=len(rows) > MOST_LETTERS,
        grunner=GRUNN,
        regel=find_rule(session),
        si_nei=how_to_say_no(kanal, current_user.epost),
        klar=sms_ready(),
        natt=_waits(),
    )
