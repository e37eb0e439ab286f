"""The page behind a signer's link. No log-in: the token is the key, and a one-time code proves the address.

The answers name no place to refer from and ask not to be indexed; a page that was fetched counts for nothing.
"""

import secrets
from uuid import uuid4

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.filestore.gateway import send_dokument
from portal.i18n import _
from portal.identity import limits
from portal.signing.queries import find_by_token
from portal.signing.signer.actions import avslaa, bekreft_kode, send_engangskode, signer
from portal.signing.signer.forms import AvslaaForm, BeOmKodeForm, KodeForm, SignerForm
from portal.signing.signer.page import browser_of, cookie, kilde_of, page_of, quiet, step_of, tune
from portal.web.afterwards import keep_counters
from portal.web.pages import done
from portal.web.room import OpenRoom

room = OpenRoom("signer", __name__, url_prefix="/signer", template_folder="../templates")
WHY = "the token is the key"
#: Where there is nothing left for the signer to read.
ENDED = frozenset({"trukket", "slutt", "utloept", "avslaatt", "gammel"})


@room.route("/<token>", open_because=WHY, methods=["GET"])
def vis(session: Session, token: str) -> Response:
    """What it is, from whom, and what he may do now. Three statements."""
    return page_of(session, token)


@room.route("/<token>/fil", open_because=WHY, methods=["GET"])
def fil(session: Session, token: str) -> Response:
    """The document as it was sent; the signed one when all is done."""
    foresp, signatar = find_by_token(session, token=token)
    if step_of(foresp, signatar, "") in ENDED:
        raise NotFound("nothing to read any longer")
    nr = foresp.signert_nr or foresp.dokument_nr
    return quiet(send_dokument(session, dokument_id=foresp.dokument_id, nr=nr))


@room.route("/<token>/kode", open_because=WHY, methods=["POST"])
def be_om_kode(session: Session, token: str) -> Response:
    tune(session, token)
    form, browser = BeOmKodeForm(), browser_of() or secrets.token_urlsafe(24)
    if form.validate():
        with form.attempt(session):
            key = form.idempotens.data or uuid4()
            send_engangskode(session, token=token, browser=browser, noekkel=key, kilde=kilde_of())
    if form.errors:
        return page_of(session, token, status=422, be=form)
    response = done(url_for(".vis", token=token))
    response.set_cookie(cookie(), browser, secure=True, httponly=True, samesite="Lax", path="/", max_age=3600)
    return quiet(response)


@room.route("/<token>/bekreft", open_because=WHY, methods=["POST"])
def bekreft(session: Session, token: str) -> Response:
    """The code. A wrong one is counted on the code, and on the place, also though the page says no."""
    tune(session, token)
    form = KodeForm()
    if form.validate():
        _try_code(session, token, form)
    if form.errors:
        return page_of(session, token, status=422, kode=form)
    return quiet(done(url_for(".vis", token=token)))


@room.route("/<token>/signer", open_because=WHY, methods=["POST"])
def skriv_under(session: Session, token: str) -> Response:
    tune(session, token)
    form = SignerForm()
    if form.validate():
        with form.attempt(session):
            signer(session, token=token, browser=browser_of(), samtykke=form.samtykke.data, kilde=kilde_of())
    if form.errors:
        return page_of(session, token, status=422, signerer=form)
    return quiet(done(url_for(".vis", token=token)))


@room.route("/<token>/avslaa", open_because=WHY, methods=["POST"])
def si_nei(session: Session, token: str) -> Response:
    tune(session, token)
    form = AvslaaForm()
    if form.validate():
        with form.attempt(session):
            avslaa(session, token=token, browser=browser_of(), grunn=form.grunn.data, kilde=kilde_of())
    if form.errors:
        return page_of(session, token, status=422, avslaar=form)
    return quiet(done(url_for(".vis", token=token)))


def _try_code(session: Session, token: str, form: KodeForm) -> None:
    ip = request.remote_addr or ""
    _foresp, signatar = find_by_token(session, token=token)
    noekkel = limits.account_key("signatar", str(signatar.id))
    try:
        limits.refuse_if_over(session, noekkel=noekkel, ip=ip)
        right = bekreft_kode(
            session, token=token, kode=form.kode.data, browser=browser_of(), kilde=kilde_of()
        )
    except Refused as refused:
        form.refuse(refused)
        return
    limits.count_try(session, noekkel=noekkel, ip=ip, lyktes=right)
    keep_counters()
    if not right:
        form.kode.errors = [_("Koden er feil.")]
