"""Groups of contacts: those one may use, one of them with its members, and the forms."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere, names_of
from portal.kundekort.grupper.actions import endre_gruppe, get_egen, lag_gruppe, slett_gruppe
from portal.kundekort.grupper.forms import EndreGruppeForm, GruppeForm, TomForm, reader
from portal.kundekort.grupper.queries import get_gruppe, list_grupper, list_medlemmer, list_statusvalg
from portal.kundekort.grupper.rules import GRUNN, read_vilkaar, state_of
from portal.kundekort.kunder.queries import list_avdelinger
from portal.kundekort.leser import current_leser
from portal.kundekort.models import Gruppeslag, Kontaktgruppe
from portal.registers.queries import list_fylker
from portal.web.formats import oversatt
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kontaktgrupper", __name__, url_prefix="/kontaktgrupper", template_folder="../templates")
ENDRE = Permission.KONTAKT_ENDRE


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """Own groups and those shared with one. Two statements with the identity."""
    return show("kundekort/grupper/liste.html", grupper=list_grupper(session, leser=current_leser()))


@room.get("/ny", needs=ENDRE)
def ny(session: Session) -> Response:
    """A new group."""
    return _form_page(session, GruppeForm(None), None)


@room.post("/ny", needs=ENDRE)
def lag(session: Session) -> Response:
    form = GruppeForm()
    _offer(session, form)
    if form.validate():
        with form.attempt(session):
            laget = lag_gruppe(
                session,
                navn=form.navn.data,
                deling=form.deling.deling,
                slag=Gruppeslag(form.slag.data),
                vilkaar=form.vilkaar(),
                leser=current_leser(),
            )
        if not form.errors:
            return done(
                url_for(".vis", gruppe_id=laget.id), toast=_("Gruppen «%(navn)s» er laget.", navn=laget.navn)
            )
    return _form_page(session, form, None)


@room.get("/<uuid:gruppe_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, gruppe_id: UUID) -> Response:
    """The members, with what keeps some from being written to. A rule in words costs four statements more."""
    leser = current_leser()
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
    return show(
        "kundekort/grupper/vis.html",
        gruppe=gruppe,
        er_min=gruppe.bruker_id == leser.bruker_id,
        medlemmer=list_medlemmer(session, gruppe=gruppe, etter=request.args.get("etter")),
        regel=_in_words(session, gruppe),
        tilstand=state_of,
        grunner=GRUNN,
        form=TomForm(None),
    )


@room.get("/<uuid:gruppe_id>/endre", needs=ENDRE)
def endre(session: Session, gruppe_id: UUID) -> Response:
    """Name, sharing and rule of one's own group."""
    gruppe = get_egen(session, gruppe_id=gruppe_id, leser=current_leser(), lock=False)
    return _form_page(session, _stored_form(session, gruppe_id), gruppe)


@room.post("/<uuid:gruppe_id>/endre", needs=ENDRE)
def lagre(session: Session, gruppe_id: UUID) -> Response:
    gruppe = get_egen(session, gruppe_id=gruppe_id, leser=current_leser())
    form = _stored_form(session, gruppe_id)
    _offer(session, form)
    if form.validate():
        with form.attempt(session):
            endre_gruppe(
                session,
                gruppe_id=gruppe_id,
                navn=form.navn.data,
                deling=form.deling.deling,
                vilkaar=form.vilkaar(),
                versjon=form.versjon.data,
                leser=current_leser(),
            )
        if not form.errors:
            return done(url_for(".vis", gruppe_id=gruppe_id), toast=_("Gruppen er endret."))
    return _form_page(session, form, gruppe)


@room.post("/<uuid:gruppe_id>/slett", needs=ENDRE)
def slett(session: Session, gruppe_id: UUID) -> Response:
    """Delete the group; the contacts stay."""
    navn = slett_gruppe(session, gruppe_id=gruppe_id, leser=current_leser())
    return done(url_for(".liste"), toast=_("Gruppen «%(navn)s» er slettet.", navn=navn))


def _stored_form(session: Session, gruppe_id: UUID) -> EndreGruppeForm:
    return EndreGruppeForm(stored=reader(session, gruppe_id=gruppe_id, leser=current_leser()))


def _offer(session: Session, form: GruppeForm | EndreGruppeForm) -> None:
    form.offer(
        statuser=[(key, oversatt(navn)) for key, navn in list_statusvalg(session)],
        avdelinger=list_avdelinger(session),
        ansvarlige=list_brukere(session),
        fylker=list_fylker(session),
        sluttet=lambda ids: names_of(session, ids=ids),
    )


def _in_words(session: Session, gruppe: Kontaktgruppe) -> list[tuple[str, str]]:
    """(what, answers) of the rule; nothing for a fixed group."""
    rule = read_vilkaar(gruppe.vilkaar)
    if not rule:
        return []
    form = GruppeForm(None, data=rule.to_json())
    _offer(session, form)
    named = {name: {str(c.value): str(c.label) for c in form[name].choices} for name in rule.to_json()}
    return [
        (str(form[name].label.text), ", ".join(words.get(each, "–") for each in getattr(rule, name)))
        for name, words in named.items()
    ]


def _form_page(
    session: Session, form: GruppeForm | EndreGruppeForm, gruppe: Kontaktgruppe | None
) -> Response:
    _offer(session, form)
    return show(
        "kundekort/grupper/skjema.html",
        status=422 if form.errors else 200,
        form=form,
        gruppe=gruppe,
        sletting=TomForm(None),
    )
