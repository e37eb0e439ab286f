"""Innbetalinger: the list, one payment with what it is laid on, and «Registrer betaling» on an invoice or customer."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.faktura.fordeling import get_rest
from portal.faktura.innbetalinger.actions import (
    fordel_innbetaling,
    loesne,
    registrer_for_faktura,
    registrer_for_kunde,
)
from portal.faktura.innbetalinger.forms import BetalingForm, FordelForm
from portal.faktura.innbetalinger.queries import FILTERS, Valg, list_innbetalinger
from portal.faktura.innbetalinger.side import show_innbetaling
from portal.faktura.models import Dokumentkind, Innbetaling, Salgsdokument
from portal.faktura.queries import get_faktura
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kunde
from portal.web.formats import kr
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("innbetalinger", __name__)
NEEDS = Permission.FAKTURA_BETALING
FOLDER = "faktura/innbetalinger/"


@room.get("/innbetalinger", needs=Permission.FAKTURA_LES)
def liste(session: Session) -> Response:
    """Money in, newest first; two statements with the identity."""
    chosen = request.args.get("filter", "alle")
    valg = Valg(filter=chosen if chosen in FILTERS else "alle")
    page = list_innbetalinger(session, valg=valg, etter=request.args.get("etter"))
    return show(FOLDER + "liste.html", page=page, valg=valg, filters=FILTERS)


@room.get("/innbetalinger/<uuid:innbetaling_id>", needs=Permission.FAKTURA_LES)
def vis(session: Session, innbetaling_id: UUID) -> Response:
    return show_innbetaling(session, innbetaling_id=innbetaling_id)


@room.post("/innbetalinger/<uuid:innbetaling_id>/fordeling", needs=NEEDS)
def fordel(session: Session, innbetaling_id: UUID) -> Response:
    """Lay it on open invoices; a refusal keeps the sums that were typed."""
    form = FordelForm()
    if form.validate():
        with form.attempt(session):
            fordel_innbetaling(session, innbetaling_id=innbetaling_id, valg=form.valg())
    if form.errors:
        return show_innbetaling(session, innbetaling_id=innbetaling_id, form=form, status=422)
    return done(url_for(".vis", innbetaling_id=innbetaling_id), toast=_("Innbetalingen er fordelt."))


@room.post("/innbetalinger/<uuid:innbetaling_id>/fordeling/<uuid:faktura_id>/loesne", needs=NEEDS)
def loesne_fra(session: Session, innbetaling_id: UUID, faktura_id: UUID) -> Response:
    """Take it off one invoice."""
    form = WriteForm()
    if form.validate():
        with form.attempt(session):
            loesne(session, innbetaling_id=innbetaling_id, faktura_id=faktura_id)
    if form.errors:
        return show_innbetaling(session, innbetaling_id=innbetaling_id, knapp=form, status=422)
    return done(
        url_for(".vis", innbetaling_id=innbetaling_id), toast=_("Innbetalingen er tatt av fakturaen.")
    )


@room.get("/fakturaer/<uuid:faktura_id>/betaling", needs=NEEDS)
def ny(session: Session, faktura_id: UUID) -> Response:
    """The dialog, or the same as a page; all that is open stands in it."""
    faktura = get_faktura(session, faktura_id=faktura_id)
    if faktura.kind is not Dokumentkind.FAKTURA or faktura.nummer is None:
        raise Refused(_("Bare en utstedt faktura kan betales."))
    rest = get_rest(session, faktura_id=faktura_id)
    return _form(session, faktura, BetalingForm().begin(beloep_oere=rest or None, kid=faktura.kid))


@room.post("/fakturaer/<uuid:faktura_id>/betaling", needs=NEEDS)
def registrer(session: Session, faktura_id: UUID) -> Response:
    form, row = BetalingForm(), None
    if form.validate():
        with form.attempt(session):
            row = registrer_for_faktura(
                session, faktura_id=faktura_id, data=form.data_of(), idempotens=form.idempotens.data
            )
    if row is None or form.errors:
        return _form(session, get_faktura(session, faktura_id=faktura_id), form)
    return done(url_for("faktura.fakturaer.vis", faktura_id=faktura_id), toast=_told(session, row))


@room.get("/kunder/<uuid:kunde_id>/faktura/innbetalinger/ny", needs=NEEDS)
def ny_for_kunde(session: Session, kunde_id: UUID) -> Response:
    """Money whose invoice nobody knows."""
    return _kunde_form(session, kunde_id, BetalingForm().begin())


@room.post("/kunder/<uuid:kunde_id>/faktura/innbetalinger/ny", needs=NEEDS)
def registrer_hos_kunde(session: Session, kunde_id: UUID) -> Response:
    form, row = BetalingForm(), None
    if form.validate():
        with form.attempt(session):
            row = registrer_for_kunde(
                session, kunde_id=kunde_id, data=form.data_of(), idempotens=form.idempotens.data
            )
    if row is None or form.errors:
        return _kunde_form(session, kunde_id, form)
    return done(url_for(".vis", innbetaling_id=row.id), toast=_told(session, row))


def _told(session: Session, row: Innbetaling) -> str:
    """What became of it: an overpayment is said, it must not be overlooked."""
    session.refresh(row)
    if row.rest_oere:
        return _("Betalingen er registrert. %(rest)s er ikke fordelt.", rest=kr(row.rest_oere))
    return _("Betalingen er registrert.")


def _form(session: Session, faktura: Salgsdokument, form: BetalingForm) -> Response:
    return show(
        FOLDER + "ny.html",
        FOLDER + ("_skjema.html" if form.errors else "_dialog.html"),
        status=422 if form.errors else 200,
        form=form,
        faktura=faktura,
        kunde=None,
        rest=get_rest(session, faktura_id=faktura.id),
    )


def _kunde_form(session: Session, kunde_id: UUID, form: BetalingForm) -> Response:
    return show(
        FOLDER + "ny.html",
        FOLDER + ("_skjema.html" if form.errors else "_dialog.html"),
        status=422 if form.errors else 200,
        form=form,
        faktura=None,
        kunde=get_kunde(session, kunde_id=kunde_id),
        rest=None,
    )
