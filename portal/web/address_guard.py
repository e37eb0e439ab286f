"""No fødselsnummer in an address: it would stay in the browser's history and in the log of every proxy on the way.

The browser stops it before it leaves (app.js); this is for those that come all the same.
"""

import json
from urllib.parse import urlencode

from flask import Flask, Response, flash, make_response, redirect, request

from portal.i18n import _
from portal.web.national_number import holds_number
from portal.web.pages import wants_fragment


def register(app: Flask) -> None:
    """Before the view, and before the sign-in page could carry the address on."""
    app.before_request(keep_numbers_out)


def keep_numbers_out() -> Response | None:
    """A page is shown again without the parts that hold a number; htmx is told, and keeps the address it had."""
    if request.method not in {"GET", "HEAD"} or not request.args:
        return None
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if not holds_number(name) and not holds_number(value)
    ]
    if len(kept) == sum(1 for _pair in request.args.items(multi=True)):
        return None
    sentence = str(
        _("Et fødselsnummer skal ikke stå i en adresse. Søk på navn, telefon eller e-post i stedet.")
    )
    if wants_fragment():
        response = make_response("", 422)
        response.headers["HX-Reswap"] = "none"
        response.headers["HX-Push-Url"] = response.headers["HX-Replace-Url"] = "false"
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "slag": "feil"}})
        return response
    flash(sentence, "feil")
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{request.script_root}{request.path}{query}", code=303)  # type: ignore[return-value]
