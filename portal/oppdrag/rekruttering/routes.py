"""Recruitments: the form, the page, filled or called off, opened again."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rekruttering.actions import (
    avslutt_rekruttering,
    endre_rekruttering,
    gjenaapne_rekruttering,
    opprett_rekruttering,
)
from portal.oppdrag.rekruttering.forms import AvsluttForm, EndreRekrutteringForm, NyRekrutteringForm, reader
from portal.oppdrag.rekruttering.page import fill_choices, show_form, show_page
from portal.oppdrag.rekruttering.queries import get_rekruttering, get_valg
from portal.web.current import signed_in
from portal.web.pages import done
from portal.web.room import Room

room = Room("rekruttering", __name__)


@room.get("/kunder/<uuid:kunde_id>/rekrutteringer/ny", needs=Permission.OPPDRAG_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    """The form with the card's defaults; the stop instead of it when the status says no."""
    who = signed_in()
    standard = get_kundestandard(session, kunde_id=kunde_id)
    form = NyRekrutteringForm.proposed(standard, avdeling_id=who.avdeling_id if who else None)
    return show_form(session, form, kunde_id=kunde_id)


@room.post("/kunder/<uuid:kunde_id>/rekrutteringer", needs=Permission.OPPDRAG_ENDRE)
def opprett(session: Session, kunde_id: UUID) -> Response:
    form = NyRekrutteringForm()
    form.choose(get_kundestandard(session, kunde_id=kunde_id), get_valg(session))
    if form.validate():
        with form.attempt(session):
            made = opprett_rekruttering(
                session, kunde_id=kunde_id, data=form.verdier(), idempotens=form.idempotens.data
            )
    if form.errors:
        return show_form(session, form, kunde_id=kunde_id, status=422)
    return done(_page(made.id), toast=_("%(nummer)s er opprettet.", nummer=made.nummer))


@room.get("/rekrutteringer/<uuid:rekruttering_id>", needs=Permission.OPPDRAG_LES)
def vis(session: Session, rekruttering_id: UUID) -> Response:
    return show_page(session, rekruttering_id, AvsluttForm(None))


@room.get("/rekrutteringer/<uuid:rekruttering_id>/endre", needs=Permission.OPPDRAG_ENDRE)
def endre(session: Session, rekruttering_id: UUID) -> Response:
    row = get_rekruttering(session, rekruttering_id=rekruttering_id)
    return show_form(
        session,
        EndreRekrutteringForm(stored=reader(session, rekruttering_id=rekruttering_id)),
        kunde_id=row.kunde_id,
        row=row,
    )


@room.post("/rekrutteringer/<uuid:rekruttering_id>", needs=Permission.OPPDRAG_ENDRE)
def lagre(session: Session, rekruttering_id: UUID) -> Response:
    row = get_rekruttering(session, rekruttering_id=rekruttering_id)
    form = EndreRekrutteringForm(stored=reader(session, rekruttering_id=rekruttering_id))
    fill_choices(session, form, row.kunde_id, row)
    if form.validate():
        with form.attempt(session):
            endre_rekruttering(
                session, rekruttering_id=rekruttering_id, data=form.verdier(), versjon=form.versjon.data
            )
    if form.errors:
        row = get_rekruttering(session, rekruttering_id=rekruttering_id)
        return show_form(session, form, kunde_id=row.kunde_id, row=row, status=422)
    return done(_page(rekruttering_id), toast=_("Rekrutteringen er lagret."))


@room.post("/rekrutteringer/<uuid:rekruttering_id>/avslutt", needs=Permission.OPPDRAG_ENDRE)
def avslutt(session: Session, rekruttering_id: UUID) -> Response:
    form = AvsluttForm()
    if form.validate():
        with form.attempt(session):
            avslutt_rekruttering(
                session,
                rekruttering_id=rekruttering_id,
                besatt=form.utfall.data == "besatt",
                grunn=form.grunn.data or "",
            )
    if form.errors:
        return show_page(session, rekruttering_id, form, status=422)
    return done(_page(rekruttering_id), toast=_("Rekrutteringen er avsluttet."))


@room.post("/rekrutteringer/<uuid:rekruttering_id>/aapne", needs=Permission.OPPDRAG_ENDRE)
def aapne(session: Session, rekruttering_id: UUID) -> Response:
    row = gjenaapne_rekruttering(session, rekruttering_id=rekruttering_id)
    return done(_page(rekruttering_id), toast=_("%(nummer)s er åpen.", nummer=row.nummer))


def _page(rekruttering_id: UUID) -> str:
    return url_for("oppdrag.rekruttering.vis", rekruttering_id=rekruttering_id)
