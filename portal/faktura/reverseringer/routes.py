"""«Angre registreringen» and «Betal tilbake» of one payment."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.faktura.innbetalinger.queries import get_innbetaling
from portal.faktura.reverseringer.actions import angre_innbetaling, tilbakebetal
from portal.faktura.reverseringer.forms import AngreForm, TilbakeForm
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kunde
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("reverseringer", __name__, url_prefix="/innbetalinger/<uuid:innbetaling_id>")
NEEDS = Permission.FAKTURA_BETALING


@room.get("/angre", needs=NEEDS)
def angre_skjema(session: Session, innbetaling_id: UUID) -> Response:
    return _page(session, innbetaling_id, AngreForm(), tilbake=False)


@room.post("/angre", needs=NEEDS)
def angre(session: Session, innbetaling_id: UUID) -> Response:
    form = AngreForm()
    if form.validate():
        with form.attempt(session):
            angre_innbetaling(
                session,
                innbetaling_id=innbetaling_id,
                grunn=form.grunn.data,
                idempotens=form.idempotens.data,
            )
    if form.errors:
        return _page(session, innbetaling_id, form, tilbake=False)
    return _back(innbetaling_id, _("Registreringen er angret."))


@room.get("/tilbakebetaling", needs=NEEDS)
def tilbake_skjema(session: Session, innbetaling_id: UUID) -> Response:
    rest = get_innbetaling(session, innbetaling_id=innbetaling_id).rest_oere
    return _page(session, innbetaling_id, TilbakeForm().begin(rest_oere=rest), tilbake=True)


@room.post("/tilbakebetaling", needs=NEEDS)
def tilbake(session: Session, innbetaling_id: UUID) -> Response:
    form = TilbakeForm()
    if form.validate():
        with form.attempt(session):
            tilbakebetal(
                session,
                innbetaling_id=innbetaling_id,
                beloep_oere=form.beloep.data,
                dato=form.dato.data,
                idempotens=form.idempotens.data,
            )
    if form.errors:
        return _page(session, innbetaling_id, form, tilbake=True)
    return _back(innbetaling_id, _("Tilbakebetalingen er notert."))


def _back(innbetaling_id: UUID, toast: str) -> Response:
    return done(url_for("faktura.innbetalinger.vis", innbetaling_id=innbetaling_id), toast=toast)


def _page(session: Session, innbetaling_id: UUID, form: WriteForm, *, tilbake: bool) -> Response:
    row = get_innbetaling(session, innbetaling_id=innbetaling_id)
    return show(
        "faktura/reverseringer/vis.html",
        status=422 if form.errors else 200,
        innbetaling=row,
        kunde=get_kunde(session, kunde_id=row.kunde_id, replaced=True),
        form=form,
        tilbake=tilbake,
    )
