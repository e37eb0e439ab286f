"""The page of one task with what it is about, the answers of its buttons, and the links of it."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Oppgave
from portal.kundekort.oppgaver.forms import KoblingForm, NyOppgaveForm, edit_form
from portal.kundekort.oppgaver.koblinger import koble_oppgave, loesne_kobling, loesne_kunde
from portal.kundekort.oppgaver.queries import get_rad, list_koblinger
from portal.kundekort.oppgaver.rules import GJENTAKELSE_NAVN, PRIORITET_NAVN, TILSTAND_NAVN, is_open
from portal.kundekort.queries import get_kunde
from portal.kundekort.registry import koblingsslag
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("koblinger", __name__, url_prefix="/<uuid:oppgave_id>")


@room.post("/koblinger", needs=Permission.DAGBOK_ENDRE)
def koble(session: Session, oppgave_id: UUID) -> Response:
    form = KoblingForm()
    if form.validate():
        with form.attempt(session):
            if form.post.data is None:
                raise Refused(_("Velg hva oppgaven gjelder."))
            koble_oppgave(session, oppgave_id=oppgave_id, slag=form.slag.data, post_id=form.post.data)
    if form.errors:
        rad = get_rad(session, oppgave_id=oppgave_id)
        return task_page(session, rad, edit_form(session, rad), kobling=form, status=422)
    return done(url_for("oppgaver.vis", oppgave_id=oppgave_id), toast=_("Oppgaven er koblet."))


@room.post("/koblinger/<uuid:oppgavekobling_id>/fjern", needs=Permission.DAGBOK_ENDRE)
def loesne(session: Session, oppgave_id: UUID, oppgavekobling_id: UUID) -> Response:
    loesne_kobling(session, oppgave_id=oppgave_id, kobling_id=oppgavekobling_id)
    return done(url_for("oppgaver.vis", oppgave_id=oppgave_id), toast=_("Koblingen er fjernet."))


@room.post("/kunde/fjern", needs=Permission.DAGBOK_ENDRE)
def fjern_kunde(session: Session, oppgave_id: UUID) -> Response:
    loesne_kunde(session, oppgave_id=oppgave_id)
    return done(url_for("oppgaver.vis", oppgave_id=oppgave_id), toast=_("Koblingen er fjernet."))


def task_page(
    session: Session, rad: Any, form: Any, *, kobling: KoblingForm | None = None, status: int = 200
) -> Response:
    """One task: its form, its records, and those that were searched for."""
    q = request.args.get("koble", "").strip()
    kinds = koblingsslag.allowed(current_user.permissions) if q else []
    return show(
        "kundekort/oppgaver/vis.html",
        status=status,
        rad=rad,
        form=form,
        koblinger=list_koblinger(session, oppgave_id=rad.id, permissions=current_user.permissions),
        q=q,
        treff=[(slag, hits) for slag in kinds if (hits := slag.finn(session, q))],
        kobling=kobling or KoblingForm(None),
        aapen=is_open(rad),
        tilstand_navn=TILSTAND_NAVN,
        prioritet_navn=PRIORITET_NAVN,
        gjentakelse_navn=GJENTAKELSE_NAVN,
        andre=WriteForm(None),
        today=today(),
    )


def new_page(session: Session, form: NyOppgaveForm, kunde_id: UUID | None, *, status: int = 200) -> Response:
    """The form of a new task: a dialog over any page, or a page."""
    return show(
        "kundekort/oppgaver/ny.html",
        "kundekort/oppgaver/_skjema.html" if status == 422 else "kundekort/oppgaver/_ny_dialog.html",
        status=status,
        form=form,
        kunde=get_kunde(session, kunde_id=kunde_id) if kunde_id else None,
        avbryt=url_for("kundekort.dagbok.liste", kunde_id=kunde_id)
        if kunde_id
        else url_for("oppgaver.liste"),
    )


def back(oppgave: Oppgave) -> str:
    """To where one came from."""
    came_from = request.form.get("tilbake")
    if came_from == "kunde" and oppgave.kunde_id is not None:
        return url_for("kundekort.dagbok.liste", kunde_id=oppgave.kunde_id)
    if came_from == "uke":
        return url_for("dagbok.vis", uke=request.form.get("uke") or None)
    if came_from == "liste":
        return url_for("oppgaver.liste")
    return url_for("oppgaver.vis", oppgave_id=oppgave.id)


def answer_row(session: Session, oppgave: Oppgave, toast: Any) -> Response:
    """After a tick in a list: the row as it is now. Elsewhere one goes back to the page."""
    if request.form.get("tilbake") != "liste":
        return done(back(oppgave), toast=toast)
    session.flush()  # the row is read back as the lists show it
    return done(
        back(oppgave),
        "kundekort/oppgaver/liste.html",
        "kundekort/oppgaver/_en_rad.html",
        toast=toast,
        rad=get_rad(session, oppgave_id=oppgave.id),
        prioritet_navn=PRIORITET_NAVN,
        today=today(),
        andre=WriteForm(None),
    )
