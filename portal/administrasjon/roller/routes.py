"""«Roller»: what each lets people do, who has it, and what a change comes to before it is made."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.queries import list_hendelser_om
from portal.administrasjon.queries import list_roller
from portal.administrasjon.roller.actions import (
    endre_rolle,
    opprett_rolle,
    ta_rolle_i_bruk,
    ta_rolle_ut_av_bruk,
)
from portal.administrasjon.roller.forms import NyRolleForm, RolleForm, rolle_reader
from portal.administrasjon.roller.queries import get_rolle, has_rolle, list_andre_retter
from portal.administrasjon.roller.rules import Rettvirkning, effects
from portal.administrasjon.rules import beyond
from portal.audit.sentences import sentence
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.rettighetsord import RETT_NAVN, complete, named
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("roller", __name__, url_prefix="/roller")
NEEDS = Permission.BRUKER_ENDRE
FOLDER = "administrasjon/roller/"


@room.get("", needs=NEEDS)
def liste(session: Session) -> Response:
    """One statement."""
    return show(FOLDER + "liste.html", roller=list_roller(session), antall_retter=lambda r: len(named(r)))


@room.get("/ny", needs=NEEDS)
def ny(session: Session) -> Response:
    return show(FOLDER + "ny.html", form=NyRolleForm(None).offer(list_roller(session)))


@room.post("/ny", needs=NEEDS)
def opprett(session: Session) -> Response:
    form = NyRolleForm().offer(list_roller(session))
    if form.validate():
        with form.attempt(session):
            kopi_av = UUID(form.kopi_av.data) if form.kopi_av.data else None
            rolle = opprett_rolle(session, navn=form.navn.data, kopi_av=kopi_av)
        if not form.errors:
            return done(url_for(".vis", rolle_id=rolle.id), toast=_("Rollen er laget. Velg hva den gir."))
    return show(FOLDER + "ny.html", status=422, form=form)


@room.get("/<uuid:rolle_id>", needs=NEEDS)
def vis(session: Session, rolle_id: UUID) -> Response:
    return _page(session, rolle_id, _form(session, rolle_id))


@room.preview("/<uuid:rolle_id>/virkning", needs=NEEDS)
def virkning(session: Session, rolle_id: UUID) -> Response:
    """Who would get and lose what, by what is ticked now; the part alone, or the page without script."""
    return _page(session, rolle_id, _form(session, rolle_id), part=FOLDER + "_virkning.html")


@room.post("/<uuid:rolle_id>", needs=NEEDS)
def endre(session: Session, rolle_id: UUID) -> Response:
    form = _form(session, rolle_id)
    if form.validate():
        with form.attempt(session):
            endre_rolle(
                session,
                rolle_id=rolle_id,
                navn=form.navn.data,
                rettigheter=form.chosen(),
                versjon=form.versjon.data,
            )
        if not form.errors:
            toast = _("Rollen er lagret. Den gjelder fra neste side hver av dem åpner.")
            return done(url_for(".vis", rolle_id=rolle_id), toast=toast)
    return _page(session, rolle_id, form)


@room.post("/<uuid:rolle_id>/ut-av-bruk", needs=NEEDS)
def ta_ut(session: Session, rolle_id: UUID) -> Response:
    form = WriteForm()
    if form.validate():
        with form.attempt(session):
            ta_rolle_ut_av_bruk(session, rolle_id=rolle_id)
    if form.errors:
        return _page(session, rolle_id, _form(session, rolle_id), knapp=form)
    return done(url_for(".vis", rolle_id=rolle_id), toast=_("Rollen er tatt ut av bruk."))


@room.post("/<uuid:rolle_id>/i-bruk", needs=NEEDS)
def ta_i_bruk(session: Session, rolle_id: UUID) -> Response:
    ta_rolle_i_bruk(session, rolle_id=rolle_id)
    return done(url_for(".vis", rolle_id=rolle_id), toast=_("Rollen er i bruk igjen."))


def _form(session: Session, rolle_id: UUID) -> RolleForm:
    return RolleForm(stored=rolle_reader(session, rolle_id=rolle_id))


def _page(
    session: Session, rolle_id: UUID, form: RolleForm, *, part: str | None = None, knapp: Any = None
) -> Response:
    """Six statements besides the identity."""
    rolle = get_rolle(session, rolle_id=rolle_id)
    brukere = list_andre_retter(session, rolle_id=rolle_id)
    actor = current_user.actor
    own = has_rolle(session, rolle_id=rolle_id, bruker_id=actor.id)
    faults = form.errors or (knapp is not None and knapp.errors)
    return show(
        FOLDER + "vis.html",
        part,
        status=422 if faults and part is None else 200,
        rolle=rolle,
        form=form,
        brukere=[navn for navn, _others in brukere],
        virkninger=_effects(rolle.rettigheter, form, brukere),
        over=beyond(actor, map(str, RETT_NAVN)) if own else frozenset(),
        hendelser=list_hendelser_om(session, subjekt_id=rolle_id),
        setning=sentence,
        forskjell=_difference,
        knapp=knapp or WriteForm(None),
    )


def _effects(held: list[str], form: RolleForm, brukere: Any) -> list[Rettvirkning]:
    after = complete(frozenset(right for right in Permission if str(right) in form.chosen()))
    return effects(frozenset(held), frozenset(map(str, after)), brukere)


def _difference(data: dict[str, Any]) -> tuple[list[str], list[str]]:
    """(names of what was added, of what was taken) by one change in the log."""
    before, after = (set(data.get(key, {}).get("rettigheter", ())) for key in ("foer", "etter"))
    return named(after - before), named(before - after)
