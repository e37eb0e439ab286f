"""How a route answers: `show` a page or its fragment, `done` after a write. Routes never test headers themselves."""

import json
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_login import current_user


def wants_fragment() -> bool:
    """True when htmx asks for a part; a boosted or history-restoring request gets the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def show(page: str, fragment: str | None = None, /, *, status: int = 200, **context: Any) -> Response:
    """The whole page, or the fragment alone when htmx asks and there is one."""
    template = fragment if fragment is not None and wants_fragment() else page
    return make_response(render_template(template, **context), status)


def done(
    to: str,
    page: str | None = None,
    fragment: str | None = None,
    /,
    *,
    toast: Any = None,
    undo: str | None = None,
    whole: bool = False,
    **context: Any,
) -> Response:
    """After a write: 303 to `to` for a plain form; for htmx the fragment, or `HX-Location` when there is none.

    `toast` is a sentence for the person; `undo` the address its «Angre» posts to. A page that is moved to shows both.
    `whole` when the page at `to` answers htmx with a part of itself: then it is asked for all of it.
    """
    if toast is not None and (fragment is None or not wants_fragment()):
        flash(str(toast), f"angre:{undo}" if undo else "ok")
    if not wants_fragment():
        return redirect(to, code=303)  # type: ignore[return-value]
    if fragment is None:
        response = Response(status=204)
        boosted = json.dumps({"path": to, "headers": {"HX-Boosted": "true"}})
        response.headers["HX-Location"] = boosted if whole else to
        response.headers["HX-Trigger"] = json.dumps({"dialog:close": True})
    else:
        response = make_response(render_template(fragment, **context))
        triggers: dict[str, Any] = {"dialog:close": True}
        if toast is not None:
            triggers["toast"] = {"text": str(toast), "angre": undo}
        response.headers["HX-Trigger"] = json.dumps(triggers)
    response.headers["X-Portal-Location"] = to
    return response


def kan(permission: str) -> bool:
    """Template helper: hide a button the person may not press. Courtesy; the route is the rule."""
    return bool(current_user.is_authenticated and permission in current_user.permissions)
