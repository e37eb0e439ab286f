"""«Kalenderadresser»: the page where one makes and withdraws them, and the address a calendar reads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, make_response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _, in_language
from portal.identity.permissions import Permission
from portal.kundekort.ical import feed
from portal.kundekort.kalender.actions import lag_kalenderadresse, trekk_kalenderadresse
from portal.kundekort.kalender.queries import (
    find_adresse,
    list_adresser,
    list_hendelser,
    list_sakens,
)
from portal.kundekort.kalender.rules import find_sak, may_read
from portal.kundekort.queries import get_kunde
from portal.kundekort.registry import Kalendersak, kalendersaker
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import OpenRoom, Room

room = Room("kalender", __name__, url_prefix="/kalenderadresser", template_folder="../templates")
aapen = OpenRoom("kalenderfeed", __name__, url_prefix="/kalender")


@room.get("", needs=Permission.DAGBOK_ENDRE)
def liste(session: Session) -> Response:
    """One's own addresses. `?kunde=` offers one for that customer, `?sak=kind:id` one for that record."""
    return _page(session)


@room.post("", needs=Permission.DAGBOK_ENDRE)
def lag(session: Session) -> Response:
    """The answer is the only place where the secret ever stands; a second post of the form shows the list."""
    form = WriteForm()
    token = None
    if form.validate():
        with form.attempt(session):
            token = lag_kalenderadresse(session, kunde_id=read_uuid(request.form.get("kunde")), sak=_sak())
    response = _page(session, form=form, token=token, status=422 if form.errors else 200)
    response.headers["X-Portal-Location"] = url_for(".liste")
    return response


@room.post("/<uuid:kalenderadresse_id>/trekk", needs=Permission.DAGBOK_ENDRE)
def trekk(session: Session, kalenderadresse_id: UUID) -> Response:
    trekk_kalenderadresse(session, adresse_id=kalenderadresse_id)
    return done(url_for(".liste"), toast=_("Adressen virker ikke lenger."))


@aapen.route(
    "/<token>/portal.ics", open_because="calendars cannot sign in; the token is the key", methods=["GET"]
)
def les(session: Session | None, token: str) -> Response:
    """The calendar as it is now. Withdrawn is 410; unknown, or an owner who has left, is 404."""
    adresse = find_adresse(session, token=token) if session is not None and len(token) <= 100 else None
    if session is None or adresse is None:
        raise NotFound("no such calendar")
    if adresse.trukket_tid is not None:
        return _plain(make_response("", 410))
    sak = find_sak(slag=adresse.sak_slag, sak_id=adresse.sak_id)
    if not may_read(adresse, sak[0] if sak else None):
        raise NotFound("no such calendar any more")
    with in_language(adresse.sprak or g.tenant.sprak):
        names = sak[0].navn(session, [sak[1]]) if sak else {}
        whose = names.get(sak[1], "") if sak else adresse.kunde or adresse.bruker
        name = _("%(hvem)s hos %(byraa)s", hvem=whose, byraa=g.tenant.navn)
        entries = (
            list_sakens(session, sak=sak)
            if sak
            else list_hendelser(session, bruker_id=adresse.bruker_id, kunde_id=adresse.kunde_id)
        )
        return _plain(make_response(feed(entries, navn=name)))


def _sak() -> tuple[Kalendersak, UUID] | None:
    """The record asked for. Raises NotFound for one of a kind there is not, or that the reader may not see."""
    if not (asked := request.values.get("sak", "")):
        return None
    key, _colon, written = asked.partition(":")
    sak = find_sak(slag=key, sak_id=read_uuid(written))
    if sak is None or sak[0].needs not in current_user.permissions:
        raise NotFound(f"kalendersak {asked}")
    return sak


def _plain(response: Response) -> Response:
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _names(session: Session, adresser: Sequence[Any]) -> dict[UUID, str]:
    """What the records of these addresses are called. One statement a kind."""
    found: dict[UUID, str] = {}
    for kind in kalendersaker.all():
        if ids := [rad.sak_id for rad in adresser if rad.sak_slag == kind.key]:
            found |= kind.navn(session, ids)
    return found


def _page(
    session: Session, *, form: WriteForm | None = None, token: str | None = None, status: int = 200
) -> Response:
    kunde_id, sak = read_uuid(request.values.get("kunde")), _sak()
    base = current_app.extensions["settings"].base_url
    adresser = list_adresser(session, bruker_id=current_user.id)
    return show(
        "kundekort/kalender/liste.html",
        status=status,
        adresser=adresser,
        kunde=get_kunde(session, kunde_id=kunde_id) if kunde_id else None,
        sak=f"{sak[0].key}:{sak[1]}" if sak else None,
        saksnavn=sak[0].navn(session, [sak[1]]).get(sak[1]) if sak else None,
        saksnavnene=_names(session, adresser),
        form=form or WriteForm(None),
        andre=WriteForm(None),
        ny=f"{base}/{g.tenant.slug}/kalender/{token}/portal.ics" if token else None,
    )
