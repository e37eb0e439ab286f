"""Innstillinger: how strictly each kind of address is checked."""

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import RadioField

from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kundekort.adressekontroll.actions import lagre_adressekontroll
from portal.kundekort.adressesjekk import SLAG, get_kontroll
from portal.kundekort.models import Adressekontroll, Kontrollnivaa
from portal.web.choices import choices
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("adressekontroll", __name__, url_prefix="/adressekontroll", template_folder="../templates")
NEEDS = Permission.INNSTILLING_ENDRE
NIVAAER = choices(
    {
        Kontrollnivaa.AV: _l("Av"),
        Kontrollnivaa.ANBEFALT: _l("Anbefalt"),
        Kontrollnivaa.PAAKREVD: _l("Påkrevd"),
    }
)


class KontrollForm(WriteRowForm):
    """A level for each kind; the names are the columns'."""

    besoek = RadioField(SLAG["besoek"], choices=NIVAAER)
    post = RadioField(SLAG["post"], choices=NIVAAER)
    faktura = RadioField(SLAG["faktura"], choices=NIVAAER)
    arbeidssted = RadioField(SLAG["arbeidssted"], choices=NIVAAER)


@room.get("", needs=NEEDS)
def vis(session: Session) -> Response:
    return _page(_form(session))


@room.post("", needs=NEEDS)
def lagre(session: Session) -> Response:
    form = _form(session)
    if form.validate():
        with form.attempt(session):
            lagre_adressekontroll(
                session,
                nivaaer={slag: Kontrollnivaa(form[slag].data) for slag in SLAG},
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis"), toast=_("Adressekontrollen er lagret."))
    return _page(form)


def _form(session: Session) -> KontrollForm:
    def stored() -> Stored:
        versjon = session.scalar(select(Adressekontroll.versjon)) or 0
        return Stored(versjon, {slag: nivaa.value for slag, nivaa in get_kontroll(session).items()})

    return KontrollForm(stored=stored)


def _page(form: KontrollForm) -> Response:
    return show(
        "kundekort/adressekontroll/vis.html", status=422 if form.errors else 200, form=form, slag=list(SLAG)
    )
