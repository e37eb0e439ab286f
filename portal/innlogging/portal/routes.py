"""Contacts and workers: address → code by mail → in; or an invitation's button. No answer tells who has an account."""

import hmac
import secrets

from flask import Response, current_app, g, request, url_for
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.identity import codes, limits
from portal.identity.models import Kontoslag, Oektslag, Portalkonto
from portal.innlogging.actions import (
    DEMO_PASSWORD,
    begin,
    find_konto,
    logg_inn_med_invitasjon,
    logg_inn_med_kode,
    send_kode,
)
from portal.innlogging.forms import BeOmKodeForm, KodeForm, TomForm
from portal.innlogging.next_page import safe_next
from portal.web.afterwards import keep_counters
from portal.web.current import set_cookie
from portal.web.pages import done, show
from portal.web.room import OpenRoom

ASK, CODE, INVITATION = "innlogging/epost.html", "innlogging/kode.html", "innlogging/invitasjon.html"
HOME = {Kontoslag.KONTAKT: "kundeportal.start.vis", Kontoslag.VIKAR: "vikarportal.start.vis"}
WHY = "here one signs in"


def _browser() -> str:
    return request.cookies.get(f"__Host-{g.tenant.slug}-kode", "")


def _routes(name: str, prefix: str, slag: Kontoslag) -> OpenRoom:
    room = OpenRoom(name, __name__, url_prefix=prefix)

    @room.route("/logg-inn", open_because=WHY, methods=["GET"])
    def vis(_session: Session) -> Response:
        return show(ASK, form=BeOmKodeForm(neste=request.args.get("neste")), slag=slag)

    @room.route("/logg-inn", open_because=WHY, methods=["POST"])
    def be_om_kode(session: Session) -> Response:
        form = BeOmKodeForm()
        if not form.validate():
            return show(ASK, status=422, form=form, slag=slag)
        browser = _browser() or secrets.token_urlsafe(24)
        konto = find_konto(session, slag=slag, epost=form.epost.data, demo_allowed=_demo())
        send_kode(
            session,
            konto=konto,
            epost=form.epost.data,
            browser=browser,
            agency=g.tenant.navn,
            sprak=g.tenant.sprak,
        )
        response = show(
            CODE,
            form=KodeForm(None, epost=form.epost.data, neste=form.neste.data),
            slag=slag,
            epost=form.epost.data,
        )
        response.set_cookie(
            f"__Host-{g.tenant.slug}-kode", browser, secure=True, httponly=True, samesite="Lax", max_age=900
        )
        return response

    @room.route("/kode", open_because=WHY, methods=["POST"])
    def bruk_kode(session: Session) -> Response:
        form = KodeForm()
        secret = None
        if form.validate():
            secret = _try_code(session, form, slag)
        if secret is None:
            if not form.form_errors and not form.kode.errors:
                form.kode.errors = [_("Koden er feil eller for gammel. Be om en ny.")]
            return show(CODE, status=422, form=form, slag=slag, epost=form.epost.data)
        return _in(slag, secret, form.neste.data)

    return room


def _try_code(session: Session, form: KodeForm, slag: Kontoslag) -> str | None:
    ip, agent = request.remote_addr or "", request.user_agent.string
    noekkel = limits.account_key(str(slag), form.epost.data)
    try:
        limits.refuse_if_over(session, noekkel=noekkel, ip=ip)
    except Refused as refused:
        form.refuse(refused)
        return None
    konto = find_konto(session, slag=slag, epost=form.epost.data, demo_allowed=_demo())
    if konto is not None and _demo_password(konto, form.kode.data):
        secret: str | None = begin(session, konto=konto, ip=ip, agent=agent)
    else:
        secret = logg_inn_med_kode(
            session, konto=konto, kode=form.kode.data, browser=_browser(), ip=ip, agent=agent
        )
    limits.count_try(session, noekkel=noekkel, ip=ip, lyktes=secret is not None)
    keep_counters()
    return secret


def _demo() -> bool:
    return bool(current_app.extensions["demo_allowed"])


def _demo_password(konto: Portalkonto, kode: str) -> bool:
    return _demo() and konto.er_demo and hmac.compare_digest(kode.strip(), DEMO_PASSWORD)


def _in(slag: Kontoslag, secret: str, neste: str | None) -> Response:
    response = done(safe_next(neste) or url_for(HOME[slag]))
    set_cookie(response, slag=Oektslag(str(slag)), secret=secret)
    return response


kunde = _routes("kunde", "/kundeportal", Kontoslag.KONTAKT)
vikar = _routes("vikar", "/vikar", Kontoslag.VIKAR)
invitasjon = OpenRoom("invitasjon", __name__)


@invitasjon.route("/invitasjon/<token>", open_because="the token is the key", methods=["GET"])
def vis(session: Session, token: str) -> Response:
    """A button: link previews and virus scanners fetch the address, and must not use it up."""
    return show(
        INVITATION, form=TomForm(), token=token, valid=codes.find_invitation(session, token=token) is not None
    )


@invitasjon.route("/invitasjon/<token>", open_because="the token is the key", methods=["POST"])
def bruk(session: Session, token: str) -> Response:
    """Use the link and sign in."""
    form = TomForm()
    if form.validate():
        with form.attempt(session):
            konto, secret = logg_inn_med_invitasjon(
                session, token=token, ip=request.remote_addr or "", agent=request.user_agent.string
            )
    if form.errors:
        return show(INVITATION, status=422, form=form, token=token, valid=False)
    return _in(konto.slag, secret, None)
