"""Which error becomes which answer (style.md §8). The error page makes no calls that can fail again."""

import json
import secrets
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from psycopg import OperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from werkzeug.exceptions import HTTPException

from portal.errors import NotFound, Refused, Replaced, Unavailable, Undecided
from portal.i18n import _
from portal.identity.models import Oektslag
from portal.web.pages import wants_fragment

log = structlog.get_logger(__name__)

#: SQLSTATE of what passes by itself: lock not got in time, statement cut off, deadlock, serialization, no more
#: connections, server stopping or starting. Nothing was kept of the request, so asking again is safe.
PASSING = frozenset({"55P03", "57014", "40P01", "40001", "53300", "57P01", "57P03"})


def register(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Replaced, _replaced)
    app.register_error_handler(Refused, lambda e: _answer(409, _("Det går ikke"), e.sentence))
    app.register_error_handler(
        Unavailable,
        lambda e: _answer(503, _("Tjenesten svarer ikke"), e.sentence or _("Prøv igjen om litt.")),
    )
    app.register_error_handler(Undecided, _undecided)
    app.register_error_handler(
        CSRFError,
        lambda _error: _answer(
            400, _("Skjemaet er for gammelt"), _("Last siden på nytt og send én gang til.")
        ),
    )
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(NoFreeConnection, lambda _error: _busy())
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _not_found(_error: NotFound) -> Response:
    return _answer(
        404, _("Finner ikke siden"), _("Adressen er feil, eller den peker på noe du ikke har tilgang til.")
    )


def _replaced(error: Replaced) -> Response:
    """The same page of the record that took its place; a form meant for the old one is not sent on."""
    asked = request.view_args or {}
    if request.method not in {"GET", "HEAD"} or request.endpoint is None or error.parameter not in asked:
        return _answer(409, _("Det går ikke"), error.sentence)
    address = url_for(request.endpoint, **{**asked, error.parameter: error.by})
    return redirect(address, code=303)  # type: ignore[return-value]


def _database(error: DBAPIError) -> Response:
    state = getattr(error.orig, "sqlstate", None)
    away = error.connection_invalidated or (state is None and isinstance(error.orig, OperationalError))
    if state not in PASSING and not away:  # away: broken, or never made; the server itself said nothing
        return _bug(error)
    log.warning("database_busy", sqlstate=state, endpoint=request.endpoint)
    return _busy()


def _undecided(error: Undecided) -> Response:
    """Not «nothing was saved»: the commit may have been written before the connection broke."""
    log.warning("undecided", endpoint=request.endpoint, exc_info=error)
    return _answer(
        503,
        _("Vi vet ikke om det ble lagret"),
        _("Forbindelsen til databasen ble brutt. Send skjemaet én gang til: det blir ikke gjort to ganger."),
    )


def _busy() -> Response:
    response = _answer(
        503, _("Det er kø akkurat nå"), _("Ingenting ble lagret. Vent noen sekunder og prøv igjen.")
    )
    response.headers["Retry-After"] = "5"
    return response


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code == 401:
        return _sign_in()
    if error.response is not None or code < 400:
        return make_response(error.get_response())
    sentences = {
        400: (_("Forespørselen kunne ikke leses"), _("Last siden på nytt og prøv igjen.")),
        403: (_("Du har ikke tilgang"), _("Be administrator om rettigheten hvis du trenger den.")),
        404: (_("Finner ikke siden"), _("Adressen er feil, eller den peker på noe du ikke har tilgang til.")),
        405: (_("Slik går det ikke"), _("Adressen finnes, men kan ikke brukes på denne måten.")),
        413: (_("Filen er for stor"), _("Velg en mindre fil og prøv igjen.")),
        429: (_("For mange forsøk"), _("Vent litt og prøv igjen.")),
    }
    title, sentence = sentences.get(code, (_("Noe gikk galt"), _("Prøv igjen om litt.")))
    return _answer(code, title, sentence)


def _sign_in() -> Response:
    """To the sign-in page of the audience, and back afterwards; htmx is sent there as a whole page."""
    audience = g.get("audience", Oektslag.ANSATT)
    endpoint = {
        Oektslag.ANSATT: "innlogging.ansatt.vis",
        Oektslag.KONTAKT: "innlogging.kunde.vis",
        Oektslag.VIKAR: "innlogging.vikar.vis",
    }[audience]
    back = f"{request.script_root}{request.full_path}".rstrip("?") if request.method == "GET" else None
    target = url_for(endpoint, neste=back)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    return redirect(target, code=303)  # type: ignore[return-value]


def _bug(error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("bug", reference=reference, endpoint=request.endpoint, exc_info=error)
    return _answer(
        500, _("Noe gikk galt hos oss"), _("Feilen er skrevet i loggen med nummer %(nr)s.", nr=reference)
    )


def _answer(status: int, title: Any, sentence: Any) -> Response:
    if wants_fragment():
        response = make_response("", status)
        response.headers["HX-Trigger"] = json.dumps(
            {"toast": {"text": str(sentence or title), "slag": "feil"}}
        )
        response.headers["HX-Reswap"] = "none"
        return response
    page = render_template("web/feil.html", status=status, title=title, sentence=sentence)
    return make_response(page, status)
