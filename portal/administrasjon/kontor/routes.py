"""«Kontorinnstillinger»: what new customers of an office begin with, whom its mail is from, its logo and its zone."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, send_file, url_for
from sqlalchemy.orm import Session

from portal.administrasjon.kontor.actions import lagre_kontor, sett_logo, sett_sone
from portal.administrasjon.kontor.forms import (
    KontorForm,
    LogoForm,
    SoneForm,
    kontor_reader,
    logo_reader,
    sone_reader,
)
from portal.administrasjon.kontor.queries import get_logo, has_logo, list_soner
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.db.clock import today
from portal.errors import NotFound
from portal.filestore.content import sniff
from portal.filestore.pdf import MAX_LOGO_BYTES
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Agasone
from portal.web.forms import WriteForm
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
                data=form.data_of(),
                domener=current_app.extensions["settings"].mail_domains_of(g.tenant.slug),
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


@room.get("/logo", needs=NEEDS)
def logo(session: Session, avdeling_id: UUID) -> Response:
    innhold = get_logo(session, avdeling_id=avdeling_id)
    if innhold is None:
        raise NotFound(f"logo {avdeling_id}")
    response = send_file(BytesIO(innhold), mimetype=sniff(BytesIO(innhold)).mediatype)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@room.post("/logo", needs=NEEDS)
def sett_bilde(session: Session, avdeling_id: UUID) -> Response:
    form = LogoForm(stored=logo_reader(session, avdeling_id=avdeling_id))
    if form.validate():
        with form.attempt(session):
            sett_logo(
                session,
                avdeling_id=avdeling_id,
                logo=form.logo.data.read(MAX_LOGO_BYTES + 1),
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis", avdeling_id=avdeling_id), toast=_("Logoen er lagret."))
    return _page(session, avdeling_id, logo_form=form)


@room.post("/logo/fjern", needs=NEEDS)
def fjern_bilde(session: Session, avdeling_id: UUID) -> Response:
    versjon = get_avdeling(session, avdeling_id=avdeling_id).versjon
    sett_logo(session, avdeling_id=avdeling_id, logo=None, versjon=versjon)
    return done(url_for(".vis", avdeling_id=avdeling_id), toast=_("Logoen er tatt bort."))


def _form(session: Session, avdeling_id: UUID) -> KontorForm:
    return KontorForm(stored=kontor_reader(session, avdeling_id=avdeling_id)).offer(session)


def _page(
    session: Session, avdeling_id: UUID, *, form: Any = None, sone_form: Any = None, logo_form: Any = None
) -> Response:
    """Nine statements besides the identity."""
    faults = form is not None or sone_form is not None or logo_form is not None
    soner = list_soner(session, avdeling_id=avdeling_id)
    return show(
        PAGE,
        status=422 if faults else 200,
        avdeling=get_avdeling(session, avdeling_id=avdeling_id),
        form=form or _form(session, avdeling_id),
        sone_form=sone_form or SoneForm(None, stored=sone_reader(session, avdeling_id=avdeling_id)),
        logo_form=logo_form or LogoForm(None, stored=logo_reader(session, avdeling_id=avdeling_id)),
        har_logo=has_logo(session, avdeling_id=avdeling_id),
        knapp=WriteForm(None),
        soner=soner,
        naa=next((row for row in soner if row.gyldig_fra <= today()), None),
    )
