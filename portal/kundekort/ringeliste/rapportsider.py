"""Visit and call report: whom to visit or call near a place, and a call list made of those one ticks."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.avstand import VALG_KM, VANLIG_KM, Punkt
from portal.kundekort.ringeliste.kart import draw
from portal.kundekort.ringeliste.rapport import MOST, Laget, days_since, lag_ringeliste, list_rapport
from portal.kundekort.utvalg import Leser, placed, read_filter
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.paging import row_number
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("ringerapport", __name__, url_prefix="/ringerapport", template_folder="../templates")
PAGE = "kundekort/ringeliste/rapport.html"
#: How long it must have been quiet, in days; 0 is everybody.
STILLE = (0, 30, 60, 90, 180, 365)


@room.get("", needs=Permission.DAGBOK_ENDRE)
def vis(session: Session) -> Response:
    """`?naer=&km=&dager=&hvem=&status=`. Two statements, and one more for a place not asked before."""
    return _page(session, WriteForm(None))


@room.post("", needs=Permission.DAGBOK_ENDRE)
def lag(session: Session) -> Response:
    """Put the ticked customers' contacts on one's own call list."""
    form = WriteForm()
    ticked = (read_uuid(text) for text in request.form.getlist("valgt"))
    ids = list(dict.fromkeys(each for each in ticked if each is not None))
    if form.validate() and not ids:
        form.form_errors.append(_("Velg minst én kunde."))
    if len(ids) > MOST:
        form.form_errors.append(_("Velg høyst %(antall)s kunder om gangen.", antall=MOST))
    laget = Laget(0, 0, 0)
    if not form.errors:
        with form.attempt(session):
            laget = lag_ringeliste(session, kunde_ids=ids)
    if form.errors:
        return _page(session, form)
    return done(url_for("ringeliste.liste"), toast=_told(laget))


def _told(laget: Laget) -> str:
    parts = [_("Lagt på ringelisten: %(antall)s.", antall=laget.lagt_til)]
    if laget.sto_der:
        parts.append(_("Sto der fra før: %(antall)s.", antall=laget.sto_der))
    if laget.uten_kontakt:
        parts.append(_("Uten kontakt å ringe: %(antall)s.", antall=laget.uten_kontakt))
    return " ".join(parts)


def _page(session: Session, form: WriteForm) -> Response:
    asked: Any = request.args
    valg = placed(
        session, read_filter({name: asked.get(name, "") for name in ("naer", "km", "hvem", "status")})
    )
    try:
        dager = min(row_number(asked.get("dager", "")), 3_650)
    except ValueError:
        dager = 0
    leser = Leser(current_user.id, current_user.avdeling_id)
    side = (
        list_rapport(session, valg=valg, leser=leser, stille_dager=dager, etter=asked.get("etter"))
        if valg.punkt
        else None
    )
    here = {"naer": valg.naer, "km": valg.km or None, "dager": dager or None, "hvem": valg.hvem or None}
    here["status"] = valg.status or None
    return show(
        PAGE,
        status=422 if form.errors else 200,
        form=form,
        valg=valg,
        dager=dager,
        punkt=valg.punkt,
        side=side,
        her=here,
        valg_km=VALG_KM,
        vanlig_km=VANLIG_KM,
        stille=STILLE,
        siden=days_since,
        kart=_map(valg.punkt, side.rows) if valg.punkt and side else "",
    )


def _map(punkt: Punkt, rows: Sequence[Any]) -> Markup:
    return draw(punkt, rows, urls=[url_for("kundekort.oversikt.vis", kunde_id=row.id) for row in rows])
