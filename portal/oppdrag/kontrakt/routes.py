"""An agreement from an opportunity: write, look at it, make it."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.kundekort.salg.queries import get_mulighet
from portal.oppdrag.kontrakt.actions import lag_kontrakt, skriv_kontrakt
from portal.oppdrag.kontrakt.forms import KontraktForm
from portal.oppdrag.paaslag.queries import list_faktorer
from portal.web.pages import done, show
from portal.web.room import Room

room = Room(
    "kontrakt", __name__, url_prefix="/kunder/<uuid:kunde_id>/muligheter/<uuid:mulighet_id>/kontrakter"
)
NEEDS = Permission.OPPDRAG_ENDRE


@room.get("/ny", needs=NEEDS)
def ny(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    """Filled in so that the factor alone must be looked at: the first that holds is chosen."""
    mulighet = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id)
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    _level, factors = list_faktorer(session, kunde_id=kunde_id, dag=today())
    form = KontraktForm(
        None,
        tittel=_("Rammeavtale om innleie, %(kunde)s", kunde=kort.navn)[:120],
        stilling=mulighet.tittel,
        faktor_id=str(factors[0].id) if factors else "",
        gyldig_fra=today(),
    )
    form.offer(factors)
    return _page(session, kunde_id, mulighet_id, form)


@room.preview("/forhaandsvis", needs=NEEDS)
def forhaandsvis(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    """The agreement as it would read; nothing is kept."""
    form, words = _form(session, kunde_id), None
    if form.validate():
        with form.attempt(session):
            words = skriv_kontrakt(
                session,
                kunde_id=kunde_id,
                mulighet_id=mulighet_id,
                data=form.kontraktdata(),
                faktor_id=form.chosen_factor(),
            )
    return _page(session, kunde_id, mulighet_id, form, innhold=words)


@room.post("", needs=NEEDS)
def opprett(session: Session, kunde_id: UUID, mulighet_id: UUID) -> Response:
    form = _form(session, kunde_id)
    if form.validate():
        with form.attempt(session):
            lag_kontrakt(
                session,
                kunde_id=kunde_id,
                mulighet_id=mulighet_id,
                data=form.kontraktdata(),
                faktor_id=form.chosen_factor(),
            )
        if not form.errors:
            back = url_for("kundekort.muligheter.vis", kunde_id=kunde_id, mulighet_id=mulighet_id)
            return done(back, toast=_("Kontrakten lages. Den legges blant dokumentene til kunden."))
    return _page(session, kunde_id, mulighet_id, form)


def _form(session: Session, kunde_id: UUID) -> KontraktForm:
    form = KontraktForm()
    form.offer(list_faktorer(session, kunde_id=kunde_id, dag=form.gyldig_fra.data or today())[1])
    return form


def _page(
    session: Session, kunde_id: UUID, mulighet_id: UUID, form: KontraktForm, *, innhold: Any = None
) -> Response:
    return show(
        "oppdrag/kontrakt/ny.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        rad=get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id),
        form=form,
        innhold=innhold,
    )
