"""Finding, linking and following candidates of a stilling."""

from functools import partial
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.queries import get_kandidat
from portal.oppdrag.koblinger.actions import endre_kobling, koble_kandidat
from portal.oppdrag.koblinger.forms import KobleForm, StatusForm
from portal.oppdrag.koblinger.queries import find_kandidater, get_kobling_status, list_funnvarsler
from portal.oppdrag.models import Koblingsstatus
from portal.oppdrag.queries import get_stilling
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("koblinger", __name__, url_prefix="/stillinger/<uuid:stilling_id>/kandidater")
FINN, STATUS = "oppdrag/koblinger/finn.html", "oppdrag/koblinger/status.html"


@room.get("", needs=Permission.OPPDRAG_ENDRE)
def liste(session: Session, stilling_id: UUID) -> Response:
    """Candidates to choose from, those who meet the requirements first."""
    return _find(session, stilling_id, KobleForm(None))


@room.post("", needs=Permission.OPPDRAG_ENDRE)
def koble(session: Session, stilling_id: UUID) -> Response:
    form = KobleForm()
    if form.validate():
        with form.attempt(session):
            koble_kandidat(
                session,
                stilling_id=stilling_id,
                kandidat_id=form.kandidat_id.data,
                tross_sperre=form.tross_sperre.data,
            )
    if form.errors:
        return _find(session, stilling_id, form, status=422)
    return done(_page(stilling_id), toast=_linked(session, stilling_id, form.kandidat_id.data))


@room.get("/<uuid:kandidat_id>", needs=Permission.OPPDRAG_ENDRE)
def vis(session: Session, stilling_id: UUID, kandidat_id: UUID) -> Response:
    row = get_kobling_status(session, stilling_id=stilling_id, kandidat_id=kandidat_id)
    if row is None:
        raise NotFound(f"kobling {stilling_id} {kandidat_id}")
    form = StatusForm(None, data={"status": str(row.status), "kommentar": row.kommentar})
    return _status(session, stilling_id, kandidat_id, form)


@room.post("/<uuid:kandidat_id>", needs=Permission.OPPDRAG_ENDRE)
def endre(session: Session, stilling_id: UUID, kandidat_id: UUID) -> Response:
    form = StatusForm()
    if form.validate():
        with form.attempt(session):
            endre_kobling(
                session,
                stilling_id=stilling_id,
                kandidat_id=kandidat_id,
                status=Koblingsstatus(form.status.data),
                kommentar=form.kommentar.data or "",
            )
    if form.errors:
        return _status(session, stilling_id, kandidat_id, form, status=422)
    return done(_page(stilling_id), toast=_("Statusen er lagret."))


def _find(session: Session, stilling_id: UUID, form: KobleForm, *, status: int = 200) -> Response:
    stilling = get_stilling(session, stilling_id=stilling_id)
    soek = request.args.get("q", "").strip()
    kandidater = find_kandidater(session, stilling=stilling, soek=soek)
    return show(
        FINN,
        status=status,
        stilling=stilling,
        form=form,
        soek=soek,
        kandidater=kandidater,
        papirer=list_funnvarsler(session, stilling=stilling, funn=kandidater),
        blank=partial(KobleForm, None),
    )


def _status(
    session: Session, stilling_id: UUID, kandidat_id: UUID, form: StatusForm, *, status: int = 200
) -> Response:
    row = get_kobling_status(session, stilling_id=stilling_id, kandidat_id=kandidat_id)
    stilling = get_stilling(session, stilling_id=stilling_id)
    return show(STATUS, status=status, stilling=stilling, kandidat_id=kandidat_id, kobling=row, form=form)


def _linked(session: Session, stilling_id: UUID, kandidat_id: UUID) -> str:
    """That it is done, and what the candidate lacks of papers; the page of the stilling goes on saying so."""
    stilling = get_stilling(session, stilling_id=stilling_id)
    funn = [get_kandidat(session, kandidat_id=kandidat_id)]
    found = list_funnvarsler(session, stilling=stilling, funn=funn).get(kandidat_id, [])
    return " ".join([_("Kandidaten er koblet til stillingen."), *(check.tekst for check in found)])


def _page(stilling_id: UUID) -> str:
    return url_for("oppdrag.stillinger.vis", stilling_id=stilling_id)
