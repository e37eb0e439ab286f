"""Endre satser: many prices of one customer at once, looked at before they are changed."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort
from portal.oppdrag.ord import KATEGORI
from portal.oppdrag.satser.actions import endre_satser
from portal.oppdrag.satser.forms import SatsForm
from portal.oppdrag.satser.queries import MOST, list_satser
from portal.oppdrag.satser.rules import Valgt
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("satser", __name__, url_prefix="/satser")


@room.get("", needs=Permission.OPPDRAG_ENDRE)
def vis(session: Session, kunde_id: UUID) -> Response:
    """How much and from when; the first of next month is what most agree on."""
    day = today()
    first = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)
    return _page(session, kunde_id, SatsForm(None, data={"fra": first}))


@room.preview("/se", needs=Permission.OPPDRAG_ENDRE)
def se(session: Session, kunde_id: UUID) -> Response:
    """What each price would become; changes nothing."""
    form = SatsForm()
    return _page(session, kunde_id, form, shown=form.validate())


@room.post("", needs=Permission.OPPDRAG_ENDRE)
def endre(session: Session, kunde_id: UUID) -> Response:
    form = SatsForm()
    antall = 0
    if form.validate():
        with form.attempt(session):
            if form.sett.data != form.mark():
                raise Refused(_("Du har endret tallene siden satsene ble vist. Se dem på nytt."))
            antall = endre_satser(
                session,
                kunde_id=kunde_id,
                endring=form.endring(),
                under=form.under.data,
                valgte=[Valgt.read(each) for each in form.valgt.data or ()],
            )
        if not form.errors:
            said = ngettext("Én sats er endret.", "%(num)s satser er endret.", antall)
            return done(url_for("oppdrag.kundefane.liste", kunde_id=kunde_id), toast=said)
        return _page(session, kunde_id, form, shown=True)
    return _page(session, kunde_id, form)


def _page(session: Session, kunde_id: UUID, form: SatsForm, *, shown: bool = False) -> Response:
    """With `shown`, every price beside what it becomes, all ticked."""
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    rader: list[Any] = []
    if shown:
        endring = form.endring()
        rows = list_satser(session, kunde_id=kunde_id, fra=endring.fra, under=form.under.data)
        rader = [(row, endring.new_pay(row.loenn_oere), endring.new_price(row.pris_oere)) for row in rows]
        form.sett.data = form.mark()
    return show(
        "oppdrag/satser/vis.html",
        status=422 if form.errors else 200,
        kort=kort,
        form=form,
        rader=rader[:MOST],
        flere=len(rader) > MOST,
        lavere=[row for row, loenn, _pris in rader[:MOST] if loenn < row.loenn_oere],
        vist=shown,
        kategori=KATEGORI,
    )
