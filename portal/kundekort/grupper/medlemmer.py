"""Contacts of a group: put in from the tab Kontakter, taken out, put back."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.grupper.actions import legg_i_gruppe, ta_ut_av_gruppe
from portal.kundekort.grupper.forms import LeggIGruppeForm
from portal.kundekort.grupper.queries import list_faste, list_for_kontakt
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.leser import current_leser
from portal.kundekort.skjema import show_skjema
from portal.web.pages import done
from portal.web.room import Room

room = Room("gruppemedlemmer", __name__)
ENDRE = Permission.KONTAKT_ENDRE
_KONTAKT = "/<uuid:kunde_id>/kontakter/<uuid:kontakt_id>/grupper"


@room.get(_KONTAKT, needs=ENDRE)
def velg(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """Which group shall the contact be in? And where he is already."""
    return _page(session, kunde_id, kontakt_id, LeggIGruppeForm())


@room.post(_KONTAKT, needs=ENDRE)
def legg(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """Put him in a group that is there, or in a new one of one's own."""
    form, leser = LeggIGruppeForm(), current_leser()
    form.offer(list_faste(session, leser=leser))
    if form.validate():
        with form.attempt(session):
            gruppe = legg_i_gruppe(
                session,
                gruppe_id=form.take(session, leser),
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                leser=leser,
            )
        if not form.errors:
            return done(
                url_for("kundekort.kontakter.liste", kunde_id=kunde_id),
                toast=_("Lagt i gruppen «%(navn)s».", navn=gruppe.navn),
                undo=url_for(".ta_ut", kunde_id=kunde_id, kontakt_id=kontakt_id, gruppe_id=gruppe.id),
            )
    return _page(session, kunde_id, kontakt_id, form)


@room.post(f"{_KONTAKT}/<uuid:gruppe_id>/ta-ut", needs=ENDRE)
def ta_ut(session: Session, kunde_id: UUID, kontakt_id: UUID, gruppe_id: UUID) -> Response:
    """Take him out."""
    get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    gruppe = ta_ut_av_gruppe(session, gruppe_id=gruppe_id, kontakt_id=kontakt_id, leser=current_leser())
    return done(
        url_for("kontaktgrupper.vis", gruppe_id=gruppe_id),
        toast=_("Tatt ut av gruppen «%(navn)s».", navn=gruppe.navn),
        undo=url_for(".legg_tilbake", kunde_id=kunde_id, kontakt_id=kontakt_id, gruppe_id=gruppe_id),
    )


@room.post(f"{_KONTAKT}/<uuid:gruppe_id>/legg-tilbake", needs=ENDRE)
def legg_tilbake(session: Session, kunde_id: UUID, kontakt_id: UUID, gruppe_id: UUID) -> Response:
    """Undo of taking out."""
    gruppe = legg_i_gruppe(
        session, gruppe_id=gruppe_id, kunde_id=kunde_id, kontakt_id=kontakt_id, leser=current_leser()
    )
    return done(
        url_for("kontaktgrupper.vis", gruppe_id=gruppe_id),
        toast=_("Lagt i gruppen «%(navn)s».", navn=gruppe.navn),
    )


def _page(session: Session, kunde_id: UUID, kontakt_id: UUID, form: LeggIGruppeForm) -> Response:
    leser = current_leser()
    form.offer(list_faste(session, leser=leser))
    _kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    return show_skjema(
        form,
        felt="kundekort/grupper/_legg.html",
        tittel=_("Legg %(navn)s i en gruppe", navn=person.navn),
        url=url_for(".legg", kunde_id=kunde_id, kontakt_id=kontakt_id),
        tilbake=url_for("kundekort.kontakter.liste", kunde_id=kunde_id),
        knapp=_("Legg i gruppen"),
        staar_i=list_for_kontakt(session, kontakt_id=kontakt_id, leser=leser),
    )
