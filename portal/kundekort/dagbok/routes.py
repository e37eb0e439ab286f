"""The tab Dagbok: everyone's activities at the customer, and the form to register one's own."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.aktiviteter import registrer_aktivitet
from portal.kundekort.aktivitetstyper import list_typer
from portal.kundekort.dagbok.forms import NyAktivitetForm
from portal.kundekort.dagbok.prefill import edit_form, fresh_values
from portal.kundekort.dagbok.queries import (
    ON_CARD,
    get_aktivitet,
    list_aktiviteter,
    list_kundens_avtaler,
    list_kundens_oppgaver,
)
from portal.kundekort.dagbok.rules import is_done
from portal.kundekort.mottakere import list_valg
from portal.kundekort.queries import get_kort
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("dagbok", __name__, url_prefix="/<uuid:kunde_id>/dagbok")
PAGE, DIALOG, FORM = (
    "kundekort/dagbok/ny.html",
    "kundekort/dagbok/_ny_dialog.html",
    "kundekort/dagbok/_skjema.html",
)


def _kort(session: Session, kunde_id: UUID) -> Any:
    return get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Four statements besides the identity."""
    return show(
        "kundekort/dagbok/liste.html",
        kort=_kort(session, kunde_id),
        aktiviteter=list_aktiviteter(session, kunde_id=kunde_id, etter=request.args.get("etter")),
        oppgaver=list_kundens_oppgaver(session, kunde_id=kunde_id),
        vist=ON_CARD,
        avtaler=list_kundens_avtaler(session, kunde_id=kunde_id),
        is_done=is_done,
        now=now(),
        today=today(),
        andre=WriteForm(None),
    )


@room.get("/ny", needs=Permission.DAGBOK_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    typer = list_typer(session)
    form = NyAktivitetForm(None, **fresh_values(typer, asked=request.args))
    form.with_choices(typer=typer, kontakter=list_valg(session, kunde_id=kunde_id))
    return _form_page(session, kunde_id, form)


@room.post("", needs=Permission.DAGBOK_ENDRE)
def registrer(session: Session, kunde_id: UUID) -> Response:
    kontakter = list_valg(session, kunde_id=kunde_id)
    form = NyAktivitetForm().with_choices(typer=list_typer(session), kontakter=kontakter)
    if form.validate():
        with form.attempt(session):
            registrer_aktivitet(session, kunde_id=kunde_id, data=form.aktivitetsdata())
    if form.errors:
        return _form_page(session, kunde_id, form, status=422)
    toast = _("Aktiviteten står på kunden og i dagboken din.")
    return done(url_for(".liste", kunde_id=kunde_id), toast=toast)


@room.get("/<uuid:aktivitet_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID, aktivitet_id: UUID) -> Response:
    """The activity; its owner gets the form."""
    rad = get_aktivitet(session, kunde_id=kunde_id, aktivitet_id=aktivitet_id)
    return show(
        "kundekort/dagbok/vis.html",
        kort=_kort(session, kunde_id),
        rad=rad,
        is_done=is_done,
        egen=rad.bruker_id == current_user.id,
        form=edit_form(session, rad),
        andre=WriteForm(None),
        tilbake="kunde",
    )


def _form_page(session: Session, kunde_id: UUID, form: Any, *, status: int = 200) -> Response:
    return show(
        PAGE,
        FORM if status == 422 else DIALOG,
        status=status,
        kort=_kort(session, kunde_id),
        form=form,
        til=url_for(".registrer", kunde_id=kunde_id),
        avbryt=url_for(".liste", kunde_id=kunde_id),
    )
