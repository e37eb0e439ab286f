"""Lag kreditnota: the dialog, its sum while typing, and the post."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.faktura.forms import stored_rest
from portal.faktura.kreditering.actions import krediter_faktura
from portal.faktura.kreditering.forms import KrediterForm
from portal.faktura.kreditering.preview import credit_sum
from portal.faktura.models import Dokumentkind, Salgsdokument
from portal.faktura.queries import get_faktura, list_credited_mva, list_held_days
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kreditering", __name__, url_prefix="/fakturaer/<uuid:faktura_id>/kreditnotaer")
PAGE, DIALOG, SUM = "ny.html", "_dialog.html", "_summer.html"
FOLDER = "faktura/kreditering/"


def _issued(session: Session, faktura_id: UUID) -> Salgsdokument:
    """The invoice a note may be made for; a draft or a credit note is refused before anything is shown."""
    faktura = get_faktura(session, faktura_id=faktura_id)
    if faktura.kind is not Dokumentkind.FAKTURA or faktura.nummer is None:
        raise Refused(_("Bare en utstedt faktura kan krediteres."))
    return faktura


def _form(session: Session, faktura_id: UUID) -> KrediterForm:
    return KrediterForm(stored=lambda: stored_rest(get_faktura(session, faktura_id=faktura_id)))


def _dialog(session: Session, faktura: Salgsdokument, form: KrediterForm, status: int = 200) -> Response:
    credited = list_credited_mva(session, faktura_id=faktura.id)
    total = credit_sum(faktura, valg=form.quantities(faktura), credited=credited)
    held = list_held_days(session, faktura_id=faktura.id)
    return show(
        FOLDER + PAGE, FOLDER + DIALOG, status=status, faktura=faktura, form=form, total=total, held=held
    )


@room.get("/ny", needs=Permission.FAKTURA_KREDITER)
def ny(session: Session, faktura_id: UUID) -> Response:
    """The dialog, or the same as a page without script."""
    faktura = _issued(session, faktura_id)
    return _dialog(session, faktura, _form(session, faktura_id))


@room.preview("/sum", needs=Permission.FAKTURA_KREDITER)
def summer(session: Session, faktura_id: UUID) -> Response:
    """The sum of what is ticked now; writes nothing."""
    faktura = _issued(session, faktura_id)
    form = _form(session, faktura_id)
    credited = list_credited_mva(session, faktura_id=faktura_id)
    total = credit_sum(faktura, valg=form.quantities(faktura), credited=credited)
    return show(FOLDER + PAGE, FOLDER + SUM, faktura=faktura, form=form, total=total, held=[])


@room.post("", needs=Permission.FAKTURA_KREDITER)
def krediter(session: Session, faktura_id: UUID) -> Response:
    """Issue the credit note; a refusal keeps what was typed and shows what remains."""
    form = _form(session, faktura_id)
    faktura = _issued(session, faktura_id)
    nota = None
    if form.validate():
        valg = form.valg(faktura)
        if not form.form_errors:
            with form.attempt(session):
                nota = krediter_faktura(
                    session,
                    faktura_id=faktura_id,
                    valg=valg,
                    grunn=form.chosen_reason(),
                    grunn_tekst=form.grunn_tekst.data or "",
                    versjon=form.versjon.data,
                    idempotens=form.idempotens.data,
                )
    if nota is None or form.errors:
        faktura = get_faktura(session, faktura_id=faktura_id)
        return _dialog(session, faktura, form, status=422)
    return done(
        url_for("faktura.fakturaer.vis", faktura_id=nota.id),
        toast=_("Kreditnota %(nr)s er utstedt.", nr=nota.nummer),
    )
