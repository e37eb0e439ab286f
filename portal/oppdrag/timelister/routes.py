"""The agency's side of the hours: how every week stands, and «Behandle»."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kunde
from portal.oppdrag.godkjenning.actions import behandle, godkjenn_paa_papir
from portal.oppdrag.models import Timelistetilstand
from portal.oppdrag.queries import get_oppdrag
from portal.oppdrag.queries_timer import (
    current_lines,
    days_of,
    get_timeliste,
    get_versjon,
    list_linjer,
    list_versjoner,
)
from portal.oppdrag.timelister.forms import BehandleForm, PapirForm
from portal.oppdrag.timelister.queries import list_timelister
from portal.oppdrag.timer_gang import stored_timeliste
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("timelister", __name__, url_prefix="/timer")


@room.get("", needs=Permission.TIMELISTE_LES)
def liste(session: Session) -> Response:
    """All timesheets, newest first, by state."""
    return _list(session, BehandleForm(None))


def _list(session: Session, form: BehandleForm, status: int = 200) -> Response:
    chosen = request.args.get("tilstand", "")
    tilstand = Timelistetilstand(chosen) if chosen in set(Timelistetilstand) else None
    page = list_timelister(session, tilstand=tilstand, etter=request.args.get("etter"))
    return show("oppdrag/timelister/liste.html", status=status, side=page, valgt=tilstand, form=form)


@room.get("/<uuid:timeliste_id>", needs=Permission.TIMELISTE_LES)
def vis(session: Session, timeliste_id: UUID) -> Response:
    """One week with every delivery of it."""
    return _page(session, timeliste_id)


def _page(
    session: Session,
    timeliste_id: UUID,
    *,
    knapp: WriteRowForm | None = None,
    papir: PapirForm | None = None,
    status: int = 200,
) -> Response:
    week = get_timeliste(session, timeliste_id=timeliste_id)
    linjer = list_linjer(session, timeliste_id=week.id)
    newest = get_versjon(session, liste=week)
    return show(
        "oppdrag/timelister/vis.html",
        status=status,
        liste=week,
        oppdrag=get_oppdrag(session, oppdrag_id=week.oppdrag_id),
        kunde=get_kunde(session, kunde_id=week.kunde_id),
        dager=days_of(current_lines(linjer, versjon_id=newest.id if newest else None)),
        versjoner=[
            (versjon, days_of([linje for linje in linjer if linje.versjon_id == versjon.id]))
            for versjon in list_versjoner(session, timeliste_id=week.id)
            if versjon.levert_tid is not None
        ],
        knapp=knapp or WriteRowForm(None, stored=lambda: stored_timeliste(week)),
        papir=papir or PapirForm(None, stored=lambda: stored_timeliste(week)),
    )


@room.post("/<uuid:timeliste_id>/behandle", needs=Permission.TIMELISTE_BEHANDLE)
def behandle_en(session: Session, timeliste_id: UUID) -> Response:
    """Approved hours are ready for invoice and pay."""
    form = WriteRowForm(stored=_reader(session, timeliste_id))
    if form.validate():
        with form.attempt(session):
            behandle(session, timeliste_id=timeliste_id, versjon=form.versjon.data)
    if form.errors:
        return _page(session, timeliste_id, knapp=form, status=422)
    return done(url_for("oppdrag.timelister.vis", timeliste_id=timeliste_id), toast=_("Timene er behandlet."))


@room.post("/<uuid:timeliste_id>/papir", needs=Permission.TIMELISTE_GODKJENN)
def godkjenn_papir(session: Session, timeliste_id: UUID) -> Response:
    """Approve in the customer's place, with the paper that was signed."""
    form = PapirForm(stored=_reader(session, timeliste_id))
    if form.validate():
        with form.attempt(session):
            godkjenn_paa_papir(
                session,
                timeliste_id=timeliste_id,
                versjon=form.versjon.data,
                grunn=form.grunn.data,
                innhold=form.fil.data.stream,
                filnavn=form.fil.data.filename or "",
            )
    if form.errors:
        return _page(session, timeliste_id, papir=form, status=422)
    toast = _("Timene er godkjent på papir. Den signerte timelisten er lagret på kunden.")
    return done(url_for("oppdrag.timelister.vis", timeliste_id=timeliste_id), toast=toast)


def _reader(session: Session, timeliste_id: UUID) -> Callable[[], Stored]:
    return lambda: stored_timeliste(get_timeliste(session, timeliste_id=timeliste_id))


@room.post("/behandle", needs=Permission.TIMELISTE_BEHANDLE)
def behandle_valgte(session: Session) -> Response:
    """Process the ticked ones, all or nothing."""
    form = BehandleForm()
    valgt = [_read(value) for value in form.valgt.data or []]
    if form.validate():
        with form.attempt(session):
            for timeliste_id, versjon in valgt:
                behandle(session, timeliste_id=timeliste_id, versjon=versjon)
    if not valgt and not form.errors:
        form.form_errors.append(_("Velg minst én timeliste."))
    if form.errors:
        return _list(session, form, status=422)
    toast = ngettext("%(num)s timeliste er behandlet.", "%(num)s timelister er behandlet.", len(valgt))
    return done(url_for("oppdrag.timelister.liste", tilstand="godkjent"), toast=toast)


def _read(value: str) -> tuple[UUID, int]:
    ident, _colon, versjon = value.partition(":")
    try:
        return UUID(ident), int(versjon)
    except ValueError as error:
        raise NotFound(f"timeliste {value}") from error
