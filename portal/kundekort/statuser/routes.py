"""Where the agency sets up its statuses: names, flags, order, requirements, and what happens on entry."""

from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Kundestatus, Regelslag
from portal.kundekort.rules import Handling
from portal.kundekort.statuser.actions import endre_status, lagre_regel, opprett_status
from portal.kundekort.statuser.forms import NyStatusForm, RegelForm
from portal.kundekort.statuser.prefill import rule_form, status_form
from portal.kundekort.statuser.queries import count_kunder, get_regel, get_status, list_statuser
from portal.kundekort.statuser.rules import SLAG_NAVN
from portal.kundekort.statusregler import FELTER, FLETTEFELT, list_regler
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("statuser", __name__, url_prefix="/statuser")
NEEDS = Permission.INNSTILLING_ENDRE


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """Two statements, whatever number of statuses."""
    return show("kundekort/statuser/liste.html", statuser=list_statuser(session), handlinger=list(Handling))


@room.get("/ny", needs=NEEDS)
def ny(session: Session) -> Response:
    return _page(session, NyStatusForm(None), None)


@room.post("/ny", needs=NEEDS)
def opprett(session: Session) -> Response:
    form = NyStatusForm()
    if form.validate():
        with form.attempt(session):
            opprett_status(session, kode=form.kode.data, data=form.statusdata())
        if not form.errors:
            return done(url_for(".liste"), toast=_("Statusen er opprettet."))
    return _page(session, form, None)


@room.get("/<uuid:status_id>", needs=NEEDS)
def vis(session: Session, status_id: UUID) -> Response:
    """The status, how many have it, and its rules."""
    return _page(session, status_form(session, status_id), status_id)


@room.post("/<uuid:status_id>", needs=NEEDS)
def lagre(session: Session, status_id: UUID) -> Response:
    form = status_form(session, status_id)
    if form.validate():
        with form.attempt(session):
            endre_status(session, status_id=status_id, data=form.statusdata(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".liste"), toast=_("Statusen er lagret."))
    return _page(session, form, status_id)


@room.get("/<uuid:status_id>/regler/ny", needs=NEEDS)
def ny_regel(session: Session, status_id: UUID) -> Response:
    """`?slag=` says which kind."""
    return _rule_page(session, status_id, rule_form(session, _kind()), _kind())


@room.post("/<uuid:status_id>/regler/ny", needs=NEEDS)
def opprett_regel(session: Session, status_id: UUID) -> Response:
    get_status(session, status_id=status_id)
    form = rule_form(session, _kind())
    return _save_rule(session, status_id, form, _kind(), None)


@room.get("/<uuid:status_id>/regler/<uuid:regel_id>", needs=NEEDS)
def regel(session: Session, status_id: UUID, regel_id: UUID) -> Response:
    row = get_regel(session, status_id=status_id, regel_id=regel_id)
    return _rule_page(session, status_id, rule_form(session, row.slag, row), row.slag)


@room.post("/<uuid:status_id>/regler/<uuid:regel_id>", needs=NEEDS)
def lagre_regelen(session: Session, status_id: UUID, regel_id: UUID) -> Response:
    row = get_regel(session, status_id=status_id, regel_id=regel_id)
    return _save_rule(session, status_id, rule_form(session, row.slag, row), row.slag, regel_id)


def _save_rule(
    session: Session, status_id: UUID, form: RegelForm, slag: Regelslag, regel_id: UUID | None
) -> Response:
    if form.validate():
        with form.attempt(session):
            lagre_regel(
                session,
                status_id=status_id,
                slag=slag,
                data=form.regeldata(),
                regel_id=regel_id,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis", status_id=status_id), toast=_("Regelen er lagret."))
    return _rule_page(session, status_id, form, slag)


def _kind() -> Regelslag:
    wanted = request.args.get("slag", Regelslag.OPPGAVE)
    return Regelslag(wanted) if wanted in list(Regelslag) else abort(404)


def _page(session: Session, form: Any, status_id: UUID | None) -> Response:
    status: Kundestatus | None = get_status(session, status_id=status_id) if status_id else None
    return show(
        "kundekort/statuser/skjema.html",
        status=422 if form.errors else 200,
        form=form,
        rad=status,
        antall=count_kunder(session, status_id=status_id) if status_id else 0,
        regler=list_regler(session, status_id=status_id, alle=True) if status_id else [],
        slag=SLAG_NAVN,
        felter={code: label for code, (label, _met) in FELTER.items()},
    )


def _rule_page(session: Session, status_id: UUID, form: RegelForm, slag: Regelslag) -> Response:
    return show(
        "kundekort/statuser/regel.html",
        status=422 if form.errors else 200,
        form=form,
        rad=get_status(session, status_id=status_id),
        tittel=SLAG_NAVN[slag],
        slag=slag.value,
        flettefelt=FLETTEFELT,
    )
