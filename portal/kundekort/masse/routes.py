"""One act on many customers: asked for from the list, followed while it runs, taken back."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere
from portal.kundekort.hotlister import list_velgbare
from portal.kundekort.leser import current_leser
from portal.kundekort.masse.actions import angre_masse, legg_mange_i_liste, sett_ansvarlig
from portal.kundekort.masse.forms import AngreForm, AnsvarligForm, ListeForm, asked
from portal.kundekort.masse.koe import enqueue_masse
from portal.kundekort.masse.ord import receipt
from portal.kundekort.masse.queries import count_utvalg, get_maal, get_masse
from portal.kundekort.models import Massehandling, Massetilstand
from portal.kundekort.skjema import filter_address, show_skjema
from portal.kundekort.utvalg import read_text
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("masse", __name__, url_prefix="/masse")
NEEDS = Permission.KUNDE_ENDRE


@room.preview("/ansvarlig", needs=NEEDS)
def ansvarlig(session: Session) -> Response:
    """Who shall be responsible for those that are ticked?"""
    return _ask_ansvarlig(session, AnsvarligForm(None, data=asked(request.form, current_leser())), opens=True)


@room.post("/ansvarlig/sett", needs=NEEDS)
def sett(session: Session) -> Response:
    """Give them to the chosen employee."""
    form = AnsvarligForm()
    form.offer(list_brukere(session))
    if form.validate():
        with form.attempt(session):
            masse = sett_ansvarlig(
                session,
                utvalg=form.chosen,
                ansvarlig_id=UUID(form.ansvarlig_id.data),
                leser=current_leser(),
            )
        if not form.errors:
            return _begun(session, masse, form)
    return _ask_ansvarlig(session, form)


@room.preview("/liste", needs=NEEDS)
def liste(session: Session) -> Response:
    """Which list shall those that are ticked stand in?"""
    return _ask_liste(session, ListeForm(None, data=asked(request.form, current_leser())), opens=True)


@room.post("/liste/legg", needs=NEEDS)
def legg(session: Session) -> Response:
    """Put them there."""
    form, leser = ListeForm(), current_leser()
    form.offer(list_velgbare(session, leser=leser))
    if form.validate():
        with form.attempt(session):
            masse = legg_mange_i_liste(
                session, utvalg=form.chosen, liste_id=form.take(session, leser), leser=leser
            )
        if not form.errors:
            return _begun(session, masse, form)
    return _ask_liste(session, form)


@room.get("/<uuid:masse_id>", needs=NEEDS)
def vis(session: Session, masse_id: UUID) -> Response:
    """How far it has come, what it did, and the button that takes it back."""
    masse = get_masse(session, masse_id=masse_id)
    return show(
        "kundekort/masse/vis.html", masse=masse, maal=get_maal(session, masse=masse), form=AngreForm()
    )


@room.get("/<uuid:masse_id>/framdrift", needs=NEEDS)
def framdrift(session: Session, masse_id: UUID) -> Response:
    """The progress alone, asked for every second; the page is fetched anew when the work is over."""
    masse = get_masse(session, masse_id=masse_id)
    response = show("kundekort/masse/framdrift.html", "kundekort/masse/_framdrift.html", masse=masse)
    if masse.tilstand in {Massetilstand.FERDIG, Massetilstand.ANGRET}:
        response.headers["HX-Refresh"] = "true"
    return response


@room.post("/<uuid:masse_id>/angre", needs=NEEDS)
def angre(session: Session, masse_id: UUID) -> Response:
    """Take it back where nobody has changed the customer since."""
    masse = angre_masse(session, masse_id=masse_id)
    enqueue_masse(session, masse)
    return done(
        url_for(".vis", masse_id=masse_id),
        toast=_("Endringen er angret.") if masse.tilstand is Massetilstand.ANGRET else None,
    )


def _ask_ansvarlig(session: Session, form: AnsvarligForm, *, opens: bool | None = None) -> Response:
    form.offer(list_brukere(session))
    return _ask(
        session, form, tittel=_("Sett kundeansvarlig"), felt="_ansvarlig", url=url_for(".sett"), opens=opens
    )


def _ask_liste(session: Session, form: ListeForm, *, opens: bool | None = None) -> Response:
    form.offer(list_velgbare(session, leser=current_leser()))
    return _ask(session, form, tittel=_("Legg i liste"), felt="_liste", url=url_for(".legg"), opens=opens)


def _ask(
    session: Session,
    form: AnsvarligForm | ListeForm,
    *,
    tittel: str,
    felt: str,
    url: str,
    opens: bool | None,
) -> Response:
    antall = count_utvalg(session, utvalg=form.chosen, leser=current_leser())
    return show_skjema(
        form,
        felt=f"kundekort/masse/{felt}.html",
        tittel=tittel,
        url=url,
        tilbake=url_for("kundekort.kunder.liste"),
        knapp=tittel,
        kan_sendes=antall > 0,
        opens=opens,
        antall=antall,
    )


def _begun(session: Session, masse: Massehandling, form: AnsvarligForm | ListeForm) -> Response:
    """Done at once: back to the list with «Angre». Else to the page that follows the work."""
    enqueue_masse(session, masse)
    if masse.tilstand is not Massetilstand.FERDIG:
        return done(url_for(".vis", masse_id=masse.id))
    return done(
        filter_address(read_text(form.filtertekst.data or "")),
        toast=receipt(masse, get_maal(session, masse=masse)),
        undo=url_for(".angre", masse_id=masse.id),
        whole=True,
    )
