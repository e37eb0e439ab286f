"""Drafts: change their references, issue them, throw them away; and the manual invoice."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.faktura.document_page import show_document
from portal.faktura.drafts import endre_utkast, lag_manuell, slett_utkast
from portal.faktura.forms import UtkastForm, stored_utkast
from portal.faktura.queries import get_faktura
from portal.faktura.utstedelse.actions import utsted_faktura, utsted_som_skrevet
from portal.faktura.utstedelse.forms import ManuellForm
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.web.forms import WriteRowForm
from portal.web.pages import done, kan, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("utstedelse", __name__, url_prefix="/fakturaer")


@room.post("/<uuid:faktura_id>/endre", needs=Permission.FAKTURA_ENDRE)
def endre(session: Session, faktura_id: UUID) -> Response:
    """Save the references of a draft."""
    form = UtkastForm(stored=_reader(session, faktura_id))
    if form.validate():
        with form.attempt(session):
            endre_utkast(
                session,
                faktura_id=faktura_id,
                po_nummer=form.po_nummer.data,
                deres_ref=form.deres_ref.data,
                leveringssted=form.leveringssted.data,
                merknad=form.merknad.data,
                versjon=form.versjon.data,
            )
    if form.errors:
        return show_document(session, faktura_id=faktura_id, form=form, status=422)
    return done(url_for("faktura.fakturaer.vis", faktura_id=faktura_id), toast=_("Utkastet er lagret."))


@room.post("/<uuid:faktura_id>/utsted", needs=Permission.FAKTURA_UTSTED)
def utsted(session: Session, faktura_id: UUID) -> Response:
    """Take the number and freeze the document, with the references as they stand on the screen."""
    if kan(Permission.FAKTURA_ENDRE) and "deres_ref" in request.form:
        return _issue_as_typed(session, faktura_id)
    form = WriteRowForm(stored=_reader(session, faktura_id))
    if form.validate():
        with form.attempt(session):
            utsted_faktura(session, faktura_id=faktura_id, versjon=form.versjon.data)
    if form.errors:
        return show_document(session, faktura_id=faktura_id, knapp=form, status=422)
    return _issued(session, faktura_id)


@room.post("/<uuid:faktura_id>/forkast", needs=Permission.FAKTURA_ENDRE)
def forkast(session: Session, faktura_id: UUID) -> Response:
    """Throw a draft away; its hours are free again."""
    form = WriteRowForm(stored=_reader(session, faktura_id))
    if form.validate():
        with form.attempt(session):
            slett_utkast(session, faktura_id=faktura_id, versjon=form.versjon.data)
    if form.errors:
        return show_document(session, faktura_id=faktura_id, knapp=form, status=422)
    return done(
        url_for("faktura.grunnlag.liste"), toast=_("Utkastet er slettet. Timene kan faktureres på nytt.")
    )


@room.get("/ny", needs=Permission.FAKTURA_ENDRE)
def ny(session: Session) -> Response:
    """A manual invoice to the customer in the address."""
    return _manual(session, ManuellForm(None))


@room.post("/ny", needs=Permission.FAKTURA_ENDRE)
def opprett(session: Session) -> Response:
    """Make the draft."""
    form = ManuellForm()
    utkast = None
    if form.validate():
        linjer = form.nye_linjer()
        if not form.form_errors:
            with form.attempt(session):
                utkast = lag_manuell(
                    session,
                    kunde_id=_kunde_id(),
                    linjer=linjer,
                    levering_fra=form.levering_fra.data,
                    levering_til=form.levering_til.data,
                    leveringssted=form.leveringssted.data,
                    po_nummer=form.po_nummer.data,
                    deres_ref=form.deres_ref.data,
                    merknad=form.merknad.data,
                    idempotens=form.idempotens.data,
                )
    if utkast is None or form.errors:
        return _manual(session, form, status=422)
    return done(url_for("faktura.fakturaer.vis", faktura_id=utkast.id), toast=_("Utkastet er laget."))


def _issue_as_typed(session: Session, faktura_id: UUID) -> Response:
    form = UtkastForm(stored=_reader(session, faktura_id))
    if form.validate():
        with form.attempt(session):
            utsted_som_skrevet(
                session,
                faktura_id=faktura_id,
                po_nummer=form.po_nummer.data,
                deres_ref=form.deres_ref.data,
                leveringssted=form.leveringssted.data,
                merknad=form.merknad.data,
                versjon=form.versjon.data,
            )
    if form.errors:
        return show_document(session, faktura_id=faktura_id, form=form, status=422)
    return _issued(session, faktura_id)


def _issued(session: Session, faktura_id: UUID) -> Response:
    faktura = get_faktura(session, faktura_id=faktura_id)
    return done(
        url_for("faktura.fakturaer.vis", faktura_id=faktura_id),
        toast=_("Faktura %(nr)s er utstedt.", nr=faktura.nummer),
    )


def _reader(session: Session, faktura_id: UUID) -> Callable[[], Stored]:
    return lambda: stored_utkast(get_faktura(session, faktura_id=faktura_id))


def _kunde_id() -> UUID:
    try:
        return UUID(request.args.get("kunde", ""))
    except ValueError:
        return UUID(int=0)  # nobody: the reader answers 404


def _manual(session: Session, form: ManuellForm, status: int = 200) -> Response:
    kort = get_kort(session, kunde_id=_kunde_id())
    return show("faktura/utstedelse/ny.html", status=status, form=form, kort=kort)
