"""The tab Dialog: what was sent and said, and the form to write a mail or log a call."""

from typing import Any
from uuid import UUID, uuid4

from flask import Response, g, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.jobs.models import Utbokstilstand
from portal.kundekort.aktiviteter import Aktivitetsdata, registrer_aktivitet
from portal.kundekort.aktivitetstyper import get_type_id
from portal.kundekort.dialog.actions import proev_igjen, send_til_kontakt, trekk_tilbake
from portal.kundekort.dialog.forms import EpostForm, LoggForm
from portal.kundekort.dialog.queries import LOOKS, list_dialog, list_vedleggsvalg
from portal.kundekort.mottakere import list_mottakere, list_valg
from portal.kundekort.queries import get_kort
from portal.messaging.models import Kanal
from portal.messaging.registry import log_address
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("dialog", __name__, url_prefix="/<uuid:kunde_id>/dialog")
PAGE, DIALOG, FORM = (
    "kundekort/dialog/epost.html",
    "kundekort/dialog/_epost_dialog.html",
    "kundekort/dialog/_epost.html",
)
WAITING = {Utbokstilstand.NY, Utbokstilstand.SENDER}


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Four statements besides the identity."""
    return _page(session, kunde_id)


@room.post("/logg", needs=Permission.DAGBOK_ENDRE)
def logg(session: Session, kunde_id: UUID) -> Response:
    """A call or a note; it stands in the diary too."""
    form = LoggForm().with_kontakter(list_valg(session, kunde_id=kunde_id))
    if form.validate():
        with form.attempt(session):
            registrer_aktivitet(
                session,
                kunde_id=kunde_id,
                data=Aktivitetsdata(
                    type_id=get_type_id(session, kode=form.slag.data),
                    tid=now(),
                    kontakt_id=UUID(form.kontakt.data) if form.kontakt.data else None,
                    notat=form.tekst.data,
                    neste_steg=form.neste_steg.data,
                    neste_dato=form.neste_dato.data,
                    uten_neste_steg=form.uten_neste_steg.data,
                ),
            )
    if form.errors:
        return _page(session, kunde_id, form=form)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("Logget. Det står i dagboken din også."))


@room.get("/epost", needs=Permission.DIALOG_SEND)
def ny(session: Session, kunde_id: UUID) -> Response:
    return show(PAGE, DIALOG, kort=_kort(session, kunde_id), form=_epost_form(session, kunde_id, fresh=True))


@room.post("/epost", needs=Permission.DIALOG_SEND)
def send(session: Session, kunde_id: UUID) -> Response:
    form = _epost_form(session, kunde_id)
    if form.validate():
        with form.attempt(session):
            send_til_kontakt(
                session,
                kunde_id=kunde_id,
                kontakt_id=UUID(form.kontakt.data),
                emne=form.emne.data,
                tekst=form.tekst.data,
                svar_til=current_user.epost,
                noekkel=form.idempotens.data,
                vedlegg=form.dokument_ids(),
            )
    if form.errors:
        return show(PAGE, FORM, status=422, kort=_kort(session, kunde_id), form=form)
    toast = _("E-posten går om et halvt minutt. Til da kan du trekke den tilbake.")
    return done(url_for(".liste", kunde_id=kunde_id), toast=toast)


@room.post("/<uuid:melding_id>/trekk", needs=Permission.DIALOG_SEND)
def trekk(session: Session, kunde_id: UUID, melding_id: UUID) -> Response:
    melding = trekk_tilbake(session, kunde_id=kunde_id, melding_id=melding_id)
    sms = melding.kanal is Kanal.SMS
    toast = _("SMS-en er trukket tilbake.") if sms else _("E-posten er trukket tilbake.")
    return done(url_for(".liste", kunde_id=kunde_id), toast=toast)


@room.post("/<uuid:melding_id>/proev-igjen", needs=Permission.DIALOG_SEND)
def igjen(session: Session, kunde_id: UUID, melding_id: UUID) -> Response:
    key = WriteForm().idempotens.data or uuid4()
    proev_igjen(session, kunde_id=kunde_id, melding_id=melding_id, noekkel=key)
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("Den sendes på nytt."))


def _epost_form(session: Session, kunde_id: UUID, *, fresh: bool = False) -> EpostForm:
    form = EpostForm(None, kontakt=request.args.get("kontakt")) if fresh else EpostForm()
    return form.with_choices(
        mottakere=list_mottakere(session, kunde_id=kunde_id),
        dokumenter=list_vedleggsvalg(session, kunde_id=kunde_id),
    )


def _page(session: Session, kunde_id: UUID, form: LoggForm | None = None) -> Response:
    asked = request.args.get("vis", "alt")
    slag = asked if asked in LOOKS else "alt"
    page = list_dialog(session, kunde_id=kunde_id, slag=slag, etter=request.args.get("etter"))
    return show(
        "kundekort/dialog/liste.html",
        status=422 if form else 200,
        kort=_kort(session, kunde_id),
        innslag=page,
        slag=slag,
        waiting=any(
            i.melding and not i.melding.trukket_tid and i.melding.tilstand in WAITING for i in page.rows
        ),
        form=form or LoggForm(None).with_kontakter(list_valg(session, kunde_id=kunde_id)),
        andre=WriteForm(None),
        loggadresse=log_address(g.tenant.slug),
    )
