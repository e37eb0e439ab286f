"""Own page: language, theme, density, own sessions, sign out. The same for staff, contacts and workers."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import NotFound
from portal.i18n import LANGUAGES, _
from portal.identity import sessions
from portal.identity.models import Bruker, Oektslag, Portalkonto
from portal.identity.permissions import Permission, Portalrett
from portal.web.current import clear_cookie
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

PAGE = "innlogging/oekter.html"
THEMES = ("system", "light", "dark")
DENSITIES = ("compact", "standard", "roomy")


def _owner() -> dict[str, UUID]:
    name = "bruker_id" if current_user.slag is Oektslag.ANSATT else "konto_id"
    return {name: current_user.person.id}


def _routes(name: str, prefix: str, audience: Oektslag) -> Room:
    staff = audience is Oektslag.ANSATT
    reads = Permission.EGEN_BRUK if staff else Portalrett.BRUK
    writes = Permission.EGEN_ENDRE if staff else Portalrett.ENDRE
    sign_in = {
        Oektslag.ANSATT: "innlogging.ansatt.vis",
        Oektslag.KONTAKT: "innlogging.kunde.vis",
        Oektslag.VIKAR: "innlogging.vikar.vis",
    }[audience]
    room = Room(name, __name__, url_prefix=prefix, audience=audience)

    @room.get("/oekter", needs=reads)
    def vis(session: Session) -> Response:
        """Where I am signed in; two statements with the identity."""
        oekter = sessions.list_oekter(session, **_owner())
        return show(PAGE, oekter=oekter, form=WriteForm(), base=f"innlogging.{name}")

    @room.post("/oekter/<uuid:oekt_id>/avslutt", needs=writes)
    def avslutt(session: Session, oekt_id: UUID) -> Response:
        """End one of my sessions."""
        if not sessions.end_oekt(session, oekt_id=oekt_id, **_owner()):
            raise NotFound(f"oekt {oekt_id}")
        return done(url_for(f"innlogging.{name}.vis"), toast=_("Økten er avsluttet."))

    @room.post("/logg-ut", needs=writes, while_seeing=True)
    def logg_ut(session: Session) -> Response:
        """End this session in the database, then in the browser."""
        sessions.end_oekt(session, oekt_id=current_user.oekt_id, **_owner())
        record(session, "oekt.avsluttet")
        response = redirect(url_for(sign_in), code=303)
        clear_cookie(response, slag=audience)  # type: ignore[arg-type]
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response  # type: ignore[return-value]

    @room.post("/oppsett", needs=writes)
    def oppsett(session: Session) -> Response:
        """Language, theme, density: only known values are taken; stays on the page."""
        values: dict[str, Any] = {}
        if (sprak := request.form.get("sprak")) in LANGUAGES:
            values["sprak"] = str(sprak)
        if staff and (tema := request.form.get("tema")) in THEMES:
            values["tema"] = str(tema)
        if staff and (tetthet := request.form.get("tetthet")) in DENSITIES:
            values["tetthet"] = str(tetthet)
        if staff and "sprak" in values:
            values["versjon"] = Bruker.versjon + 1  # an administrator's form holds the language too
        if values:
            model = Bruker if staff else Portalkonto
            session.execute(update(model).where(model.id == current_user.id).values(**values))
        back = request.headers.get("Referer", "")
        here = back[len(request.host_url.rstrip("/")) :] if back.startswith(request.host_url) else ""
        response = redirect(here or url_for(f"innlogging.{name}.vis"), code=303)
        if request.headers.get("HX-Request"):
            return Response(status=204, headers={"HX-Refresh": "true"})
        return response  # type: ignore[return-value]

    return room


ansatt = _routes("oekter", "/meg", Oektslag.ANSATT)
kontakt = _routes("kundeoekter", "/kundeportal/meg", Oektslag.KONTAKT)
vikar = _routes("vikaroekter", "/vikar/meg", Oektslag.VIKAR)
