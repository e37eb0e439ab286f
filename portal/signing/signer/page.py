"""What the signer's page shows, and the headers of every answer behind his link."""

from datetime import timedelta
from typing import Any

from flask import Response, g, request
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import NotFound
from portal.identity.sessions import digest
from portal.signing.models import Partstilstand, Signatar, Signeringsforespoersel, Tilstand
from portal.signing.queries import find_by_token, list_signatarer
from portal.signing.rules import LINK_DAYS, RUNNING, WAITS, is_confirmed, last_day
from portal.signing.signer.forms import AvslaaForm, BeOmKodeForm, KodeForm, SignerForm
from portal.signing.tilstand import Kilde
from portal.web.pages import show

PAGE = "signing/signer.html"
#: Which forms a step shows; what was said to another one stands above.
SHOWN = {"start": ("be",), "kode": ("be", "kode"), "signer": ("signerer", "avslaar")}


def tune(session: Session, token: str) -> None:
    """Before a word is said: in the language of the request. Raises NotFound."""
    g.language = find_by_token(session, token=token)[0].sprak


def page_of(session: Session, token: str, *, status: int = 200, **forms: Any) -> Response:
    try:
        foresp, signatar = find_by_token(session, token=token)
    except NotFound:
        return quiet(show(PAGE, status=404, steg="ukjent", foresp=None, signatar=None))
    g.language = foresp.sprak
    steg = step_of(foresp, signatar, browser_of())
    return quiet(
        show(
            PAGE,
            status=status,
            steg=steg,
            foresp=foresp,
            signatar=signatar,
            andre=list_signatarer(session, forespoersel_id=foresp.id),
            token=token,
            frist=last_day(foresp.frist_tid),
            be=forms.get("be") or BeOmKodeForm(None),
            kode=forms.get("kode") or KodeForm(None),
            signerer=forms.get("signerer") or SignerForm(None),
            avslaar=forms.get("avslaar") or AvslaaForm(None),
            utenfor=[form for name, form in forms.items() if name not in SHOWN.get(steg, ())],
        )
    )


def step_of(foresp: Signeringsforespoersel, signatar: Signatar, browser: str) -> str:
    """What the page shows: ferdig, gammel, signert, slutt, trukket, avslaatt, utloept, vent, signer, kode, start."""
    done = "ferdig" if foresp.tilstand_tid + timedelta(days=LINK_DAYS) >= now() else "gammel"
    ended = {Tilstand.TRUKKET: "trukket", Tilstand.UTLOEPT: "utloept", Tilstand.FULLFOERT: done}
    mine = {Partstilstand.AVSLAATT: "avslaatt", Partstilstand.SIGNERT: "signert"}
    if foresp.tilstand is Tilstand.AVSLAATT or foresp.tilstand is Tilstand.FEILET:
        return mine.get(signatar.tilstand, "slutt") if foresp.tilstand is Tilstand.AVSLAATT else "slutt"
    if (step := ended.get(foresp.tilstand) or mine.get(signatar.tilstand)) is not None:
        return step
    if foresp.tilstand not in RUNNING or signatar.tilstand not in WAITS:
        return "vent"
    if foresp.frist_tid <= now():
        return "utloept"
    if is_confirmed(signatar, browser=digest(browser), moment=now()):
        return "signer"
    mine_here = signatar.kode_hash is not None and signatar.nettleser_hash == digest(browser)
    alive = signatar.kode_utloeper_tid is not None and signatar.kode_utloeper_tid > now()
    return "kode" if mine_here and alive else "start"


def quiet(response: Response) -> Response:
    """The address is a secret: no other site hears of it, and no search engine keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def cookie() -> str:
    return f"__Host-{g.tenant.slug}-signering"


def browser_of() -> str:
    return request.cookies.get(cookie(), "")


def kilde_of() -> Kilde:
    return Kilde("signer", request.remote_addr or "", request.user_agent.string[:300])
