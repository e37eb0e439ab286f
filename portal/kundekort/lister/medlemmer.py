"""Customers of a list: put in from the card, taken out, put back."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.hotlister import legg_i_liste, list_velgbare
from portal.kundekort.leser import current_leser
from portal.kundekort.lister.actions import ta_ut_av_liste
from portal.kundekort.lister.forms import LeggIListeForm
from portal.kundekort.lister.queries import list_for_kunde
from portal.kundekort.queries import get_kort
from portal.kundekort.skjema import show_skjema
from portal.web.pages import done
from portal.web.room import Room

room = Room("listemedlemmer", __name__)


@room.get("/<uuid:kunde_id>/lister", needs=Permission.KUNDE_ENDRE)
def velg(session: Session, kunde_id: UUID) -> Response:
    """Which list shall the customer stand in? And where it stands already."""
    return _page(session, kunde_id, LeggIListeForm())


@room.post("/<uuid:kunde_id>/lister", needs=Permission.KUNDE_ENDRE)
def legg(session: Session, kunde_id: UUID) -> Response:
    """Put it in a list that is there, or in a new one of one's own."""
    form = LeggIListeForm()
    form.offer(list_velgbare(session, leser=current_leser()))
    if form.validate():
        leser = current_leser()
        with form.attempt(session):
            liste = legg_i_liste(session, liste_id=form.take(session, leser), kunde_id=kunde_id, leser=leser)
        if not form.errors:
            return done(
                url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
                toast=_("Lagt i listen «%(navn)s».", navn=liste.navn),
                undo=url_for(".ta_ut", liste_id=liste.id, kunde_id=kunde_id),
            )
    return _page(session, kunde_id, form)


def _page(session: Session, kunde_id: UUID, form: LeggIListeForm) -> Response:
    leser = current_leser()
    form.offer(list_velgbare(session, leser=leser))
    kort = get_kort(session, kunde_id=kunde_id)
    return show_skjema(
        form,
        felt="kundekort/lister/_legg.html",
        tittel=_("Legg %(navn)s i en liste", navn=kort.navn),
        url=url_for(".legg", kunde_id=kunde_id),
        tilbake=url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
        knapp=_("Legg i listen"),
        staar_i=list_for_kunde(session, kunde_id=kunde_id, leser=leser),
    )


@room.post("/lister/<uuid:liste_id>/<uuid:kunde_id>/ta-ut", needs=Permission.KUNDE_ENDRE)
def ta_ut(session: Session, liste_id: UUID, kunde_id: UUID) -> Response:
    """Take it out."""
    liste = ta_ut_av_liste(session, liste_id=liste_id, kunde_id=kunde_id, leser=current_leser())
    return done(
        url_for("kundekort.lister.vis", liste_id=liste_id),
        toast=_("Tatt ut av listen «%(navn)s».", navn=liste.navn),
        undo=url_for(".legg_tilbake", liste_id=liste_id, kunde_id=kunde_id),
    )


@room.post("/lister/<uuid:liste_id>/<uuid:kunde_id>/legg-tilbake", needs=Permission.KUNDE_ENDRE)
def legg_tilbake(session: Session, liste_id: UUID, kunde_id: UUID) -> Response:
    """Undo of taking out."""
    liste = legg_i_liste(session, liste_id=liste_id, kunde_id=kunde_id, leser=current_leser())
    return done(
        url_for("kundekort.lister.vis", liste_id=liste_id),
        toast=_("Lagt i listen «%(navn)s».", navn=liste.navn),
    )
