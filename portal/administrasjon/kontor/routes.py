"""«Kontorinnstillinger»: what new customers of an office begin with, where answers go, and its dated zone."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.administrasjon.kontor.actions import lagre_kontor, sett_sone
from portal.administrasjon.kontor.forms import KontorForm, SoneForm, kontor_reader, sone_reader
from portal.administrasjon.kontor.queries import list_soner
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Agasone
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kontor", __name__, url_prefix="/organisasjon/avdelinger/<uuid:avdeling_id>/kontor")
NEEDS = Permission.INNSTILLING_ENDRE
PAGE = "administrasjon/kontor/vis.html"


@room.get("", needs=NEEDS)
def vis(session: Session, avdeling_id: UUID) -> Response:
    return _page(session, avdeling_id)


@room.post("", needs=NEEDS)
def lagre(session: Session, avdeling_id: UUID) -> Response:
    form = _form(session, avdeling_id)
    if form.validate():
        with form.attempt(session):
            lagre_kontor(
                session,
                avdeling_id=avdeling_id,
                risikoklasse_id=UUID(form.risikoklasse.data) if form.risikoklasse.data else None,
                svar_epost=form.svar_epost.data or "",
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis", avdeling_id=avdeling_id), toast=_("Avdelingen er lagret."))
    return _page(session, avdeling_id, form=form)


@room.post("/sone", needs=NEEDS)
def sone(session: Session, avdeling_id: UUID) -> Response:
    form = SoneForm(stored=sone_reader(session, avdeling_id=avdeling_id))
    if form.validate():
        with form.attempt(session):
            sett_sone(
                session,
                avdeling_id=avdeling_id,
                sone=Agasone(form.sone.data),
                fra=form.fra.data,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis", avdeling_id=avdeling_id), toast=_("Sonen er lagret."))
    return _page(session, avdeling_id, sone_form=form)


def _form(session: Session, avdeling_id: UUID) -> KontorForm:
    return KontorForm(stored=kontor_reader(session, avdeling_id=avdeling_id)).offer(session)


def _page(session: Session, avdeling_id: UUID, *, form: Any = None, sone_form: Any = None) -> Response:
    """Seven statements besides the identity."""
    faults = form is not None or sone_form is not None
    soner = list_soner(session, avdeling_id=avdeling_id)
    return show(
        PAGE,
        status=422 if faults else 200,
        avdeling=get_avdeling(session, avdeling_id=avdeling_id),
        form=form or _form(session, avdeling_id),
        sone_form=sone_form or SoneForm(None, stored=sone_reader(session, avdeling_id=avdeling_id)),
        soner=soner,
        naa=next((row for row in soner if row.gyldig_fra <= today()), None),
    )
