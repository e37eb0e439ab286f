"""The tenant's own kinds of activity, on one small page: everyone who keeps a diary reads it, administrators write."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.aktivitetstyper import IKONER, get_type, lagre_type, list_typer
from portal.kundekort.dagbok.forms import TypeForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("typer", __name__, url_prefix="/typer")


@room.get("", needs=Permission.DAGBOK_ENDRE)
def liste(session: Session) -> Response:
    return _page(session)


@room.post("", needs=Permission.INNSTILLING_ENDRE)
def ny(session: Session) -> Response:
    form = TypeForm()
    if form.validate():
        _save(session, form, None)
    return _answer(session, form, None)


@room.post("/<uuid:type_id>", needs=Permission.INNSTILLING_ENDRE)
def lagre(session: Session, type_id: UUID) -> Response:
    get_type(session, type_id=type_id)  # not found before a word is said of what was typed
    form = TypeForm()
    if form.validate():
        _save(session, form, type_id)
    return _answer(session, form, type_id)


def _save(session: Session, form: TypeForm, type_id: UUID | None) -> None:
    with form.attempt(session):
        lagre_type(
            session,
            type_id=type_id,
            navn=form.navn.data,
            ikon=form.ikon.data,
            oppfoelging_dager=form.oppfoelging_dager.data,
            krever_neste_steg=form.krever_neste_steg.data,
            er_aktiv=form.er_aktiv.data or type_id is None,
        )


def _answer(session: Session, form: TypeForm, type_id: UUID | None) -> Response:
    if form.errors:
        return _page(session, form=form, type_id=type_id)
    return done(url_for(".liste"), toast=_("Typen er lagret."))


def _page(session: Session, form: Any = None, type_id: UUID | None = None) -> Response:
    """The list, each row a form of its own; the one that was refused keeps what was typed."""
    rows = list_typer(session, alle=True)
    forms = [
        form
        if form is not None and row.id == type_id
        else TypeForm(
            None,
            navn=row.navn,
            ikon=row.ikon,
            oppfoelging_dager=row.oppfoelging_dager,
            krever_neste_steg=row.krever_neste_steg,
            er_aktiv=row.er_aktiv,
        )
        for row in rows
    ]
    return show(
        "kundekort/dagbok/typer.html",
        status=422 if form is not None else 200,
        typer=list(zip(rows, forms, strict=True)),
        ny=form if form is not None and type_id is None else TypeForm(None),
        ikoner=IKONER,
    )
