"""«Selskap og avdelinger»: what stands on the documents, the offices, and who may work where."""

from typing import TypeVar
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.administrasjon.organisasjon.actions import endre_selskap, lagre_avdeling
from portal.administrasjon.organisasjon.forms import (
    AvdelingForm,
    NyAvdelingForm,
    SelskapForm,
    avdeling_reader,
    selskap_reader,
)
from portal.administrasjon.organisasjon.queries import (
    get_selskap,
    list_ansatte,
    list_avdelinger,
    list_selskaper,
)
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("organisasjon", __name__, url_prefix="/organisasjon")
NEEDS = Permission.INNSTILLING_ENDRE
FOLDER = "administrasjon/organisasjon/"
_Form = TypeVar("_Form", NyAvdelingForm, AvdelingForm)


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """Companies with their offices. Two statements."""
    return show(FOLDER + "liste.html", selskaper=list_selskaper(session), avdelinger=list_avdelinger(session))


@room.get("/selskap/<uuid:selskap_id>", needs=NEEDS)
def selskap(session: Session, selskap_id: UUID) -> Response:
    return _selskap(session, selskap_id, _selskap_form(session, selskap_id))


@room.post("/selskap/<uuid:selskap_id>", needs=NEEDS)
def lagre_selskap(session: Session, selskap_id: UUID) -> Response:
    form = _selskap_form(session, selskap_id)
    if form.validate():
        with form.attempt(session):
            endre_selskap(session, selskap_id=selskap_id, data=form.data_of(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".liste"), toast=_("Selskapet er lagret."))
    return _selskap(session, selskap_id, form)


@room.get("/avdelinger/ny", needs=NEEDS)
def ny_avdeling(session: Session) -> Response:
    return _avdeling(_with_choices(session, NyAvdelingForm(None)), None)


@room.post("/avdelinger/ny", needs=NEEDS)
def opprett_avdeling(session: Session) -> Response:
    return _save(session, _with_choices(session, NyAvdelingForm()), None)


@room.get("/avdelinger/<uuid:avdeling_id>", needs=NEEDS)
def avdeling(session: Session, avdeling_id: UUID) -> Response:
    return _avdeling(_avdeling_form(session, avdeling_id), avdeling_id)


@room.post("/avdelinger/<uuid:avdeling_id>", needs=NEEDS)
def endre_avdeling(session: Session, avdeling_id: UUID) -> Response:
    return _save(session, _avdeling_form(session, avdeling_id), avdeling_id)


def _save(session: Session, form: NyAvdelingForm | AvdelingForm, avdeling_id: UUID | None) -> Response:
    if form.validate():
        with form.attempt(session):
            lagre_avdeling(
                session,
                avdeling_id=avdeling_id,
                navn=form.navn.data,
                selskap_id=UUID(form.selskap.data),
                ansatte=[UUID(text) for text in form.ansatte.data],
                versjon=form.versjon.data if isinstance(form, AvdelingForm) else None,
            )
        if not form.errors:
            return done(url_for(".liste"), toast=_("Avdelingen er lagret."))
    return _avdeling(form, avdeling_id)


def _selskap_form(session: Session, selskap_id: UUID) -> SelskapForm:
    return SelskapForm(stored=selskap_reader(session, selskap_id=selskap_id))


def _avdeling_form(session: Session, avdeling_id: UUID) -> AvdelingForm:
    return _with_choices(session, AvdelingForm(stored=avdeling_reader(session, avdeling_id=avdeling_id)))


def _with_choices(session: Session, form: _Form) -> _Form:
    form.with_choices(selskaper=list_selskaper(session), ansatte=list_ansatte(session))
    return form


def _selskap(session: Session, selskap_id: UUID, form: SelskapForm) -> Response:
    navn = get_selskap(session, selskap_id=selskap_id).navn
    return show(
        FOLDER + "selskap.html",
        status=422 if form.errors else 200,
        form=form,
        navn=navn,
        selskap_id=selskap_id,
    )


def _avdeling(form: NyAvdelingForm | AvdelingForm, avdeling_id: UUID | None) -> Response:
    til = url_for(".endre_avdeling", avdeling_id=avdeling_id) if avdeling_id else url_for(".opprett_avdeling")
    status = 422 if form.errors else 200
    return show(
        FOLDER + "avdeling.html",
        status=status,
        form=form,
        til=til,
        er_ny=avdeling_id is None,
        avdeling_id=avdeling_id,
    )
