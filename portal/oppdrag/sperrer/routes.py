"""Workers who are barred at a customer, under the Oppdrag tab: the list, and setting a bar."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.kandidater.queries import list_kandidater
from portal.kandidater.queries import get_kandidat
from portal.kandidater.rules import last_day
from portal.kundekort.queries import get_kort
from portal.oppdrag.sperrer.actions import sperr_vikar
from portal.oppdrag.sperrer.forms import NySperreForm
from portal.oppdrag.sperrer.oppbevaring import proposed_day
from portal.oppdrag.sperrer.queries import find_oppbevaring, list_for_kunde, list_reached
from portal.web.current import rights
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("sperrer", __name__, url_prefix="/sperrer")
LISTE, VELG, NY = (f"oppdrag/sperrer/{name}.html" for name in ("liste", "velg", "ny"))
FOUND = 20


@room.get("", needs=Permission.OPPDRAG_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """Who is barred here now, also by the customers above, and who was. Nobody's reason stands here."""
    kort = get_kort(session, kunde_id=kunde_id, permissions=rights())
    return show(LISTE, kort=kort, rader=list_for_kunde(session, kunde_id=kunde_id), siste_dag=last_day)


@room.get("/ny", needs=Permission.KANDIDAT_SPERRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    """First who, by search; then the form."""
    kandidat_id = read_uuid(request.args.get("kandidat"))
    if kandidat_id is not None:
        form = NySperreForm(
            None, data={"kandidat_id": kandidat_id, "slettes_dato": proposed_day(find_oppbevaring(session))}
        )
        return _new_page(session, kunde_id, kandidat_id, form)
    soek = request.args.get("q", "").strip()
    found = list_kandidater(session, soek=soek).rows[:FOUND] if soek else []
    kort = get_kort(session, kunde_id=kunde_id, permissions=rights())
    return show(VELG, kort=kort, soek=soek, kandidater=found)


@room.post("", needs=Permission.KANDIDAT_SPERRE)
def sperr(session: Session, kunde_id: UUID) -> Response:
    form = NySperreForm()
    if form.validate():
        with form.attempt(session):
            sperre = sperr_vikar(
                session,
                kunde_id=kunde_id,
                kandidat_id=form.kandidat_id.data,
                data=form.verdier(),
                idempotens=form.idempotens.data,
            )
    if form.errors and form.kandidat_id.data:
        return _new_page(session, kunde_id, form.kandidat_id.data, form, status=422)
    if form.errors:
        kort = get_kort(session, kunde_id=kunde_id, permissions=rights())
        return show(VELG, status=422, kort=kort, soek="", kandidater=[])
    if list_reached(session, sperre=sperre):
        return done(
            url_for("oppdrag.sperre.vis", sperre_id=sperre.id),
            toast=_("Vikaren er sperret hos kunden. Avtalte oppdrag fortsetter til noen avslutter dem."),
        )
    return done(url_for(".liste", kunde_id=kunde_id), toast=_("Vikaren er sperret hos kunden."))


def _new_page(
    session: Session, kunde_id: UUID, kandidat_id: UUID, form: NySperreForm, *, status: int = 200
) -> Response:
    kort = get_kort(session, kunde_id=kunde_id, permissions=rights())
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    regel = find_oppbevaring(session)
    return show(NY, status=status, kort=kort, kandidat=kandidat, form=form, regel=regel)
