"""The own fields of one customer, and of one contact."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.felt.actions import lagre_kontaktfelt, lagre_kundefelt
from portal.kundekort.felt.forms import Verdiform, verdi_form
from portal.kundekort.feltverdi import Post
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.models import Feltgjelder
from portal.kundekort.queries import get_kort, get_kunde
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("egnefelt", __name__, url_prefix="/<uuid:kunde_id>")


@room.get("/egne-felt", needs=Permission.KUNDE_ENDRE)
def kunde(session: Session, kunde_id: UUID) -> Response:
    """The customer's values in a form."""
    return _page(session, kunde_id, verdi_form(session, post=Post(Feltgjelder.KUNDE, kunde_id)))


@room.post("/egne-felt", needs=Permission.KUNDE_ENDRE)
def lagre_kunde(session: Session, kunde_id: UUID) -> Response:
    get_kunde(session, kunde_id=kunde_id)
    form = verdi_form(session, post=Post(Feltgjelder.KUNDE, kunde_id))
    if form.validate():
        with form.attempt(session):
            lagre_kundefelt(session, kunde_id=kunde_id, verdier=form.verdier(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for("kundekort.oversikt.vis", kunde_id=kunde_id), toast=_("Feltene er lagret."))
    return _page(session, kunde_id, form)


@room.get("/kontakter/<uuid:kontakt_id>/egne-felt", needs=Permission.KONTAKT_ENDRE)
def kontakt(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """The contact's values in a form."""
    get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    form = verdi_form(session, post=Post(Feltgjelder.KONTAKT, kontakt_id))
    return _page(session, kunde_id, form, kontakt_id)


@room.post("/kontakter/<uuid:kontakt_id>/egne-felt", needs=Permission.KONTAKT_ENDRE)
def lagre_kontakt(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    form = verdi_form(session, post=Post(Feltgjelder.KONTAKT, kontakt_id))
    if form.validate():
        with form.attempt(session):
            lagre_kontaktfelt(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                verdier=form.verdier(),
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(
                url_for("kundekort.kontakter.liste", kunde_id=kunde_id), toast=_("Feltene er lagret.")
            )
    return _page(session, kunde_id, form, kontakt_id)


def _page(session: Session, kunde_id: UUID, form: Verdiform, kontakt_id: UUID | None = None) -> Response:
    person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)[1] if kontakt_id else None
    til = "kundekort.kontakter.liste" if kontakt_id else "kundekort.oversikt.vis"
    return show(
        "kundekort/felt/verdier.html",
        "kundekort/felt/_verdier.html" if form.errors else "kundekort/felt/_verdier_dialog.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        form=form,
        navn=person.navn if person else None,
        url=url_for(".lagre_kontakt", kunde_id=kunde_id, kontakt_id=kontakt_id)
        if kontakt_id
        else url_for(".lagre_kunde", kunde_id=kunde_id),
        tilbake=url_for(til, kunde_id=kunde_id),
    )
