"""Flask-Login wired to our server-side sessions, and the cookies they travel in (sikkerhet-drift.md B1–B3)."""

from flask import Flask, Request, Response, g
from flask_login import LoginManager, current_user

from portal.identity.models import Oektslag
from portal.identity.sessions import LIFE, find_signed_in
from portal.identity.signed_in import SignedIn


def cookie_name(slug: str, slag: Oektslag) -> str:
    """One cookie per agency and kind: two tabs can show two agencies, and a portal beside the office."""
    return f"__Host-{slug}-{slag}"


def set_cookie(response: Response, *, slag: Oektslag, secret: str) -> None:
    """The session cookie: host only, HTTPS only, not for scripts; a session cookie for staff and contacts."""
    life = LIFE[slag][1] if slag is Oektslag.VIKAR else None
    response.set_cookie(
        cookie_name(g.tenant.slug, slag),
        secret,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=life,
    )


def clear_cookie(response: Response, *, slag: Oektslag) -> None:
    """Ask the browser to forget; the row in the database is what really ends the session."""
    response.delete_cookie(
        cookie_name(g.tenant.slug, slag), secure=True, httponly=True, samesite="Lax", path="/"
    )


def register(app: Flask) -> None:
    """`current_user` is a SignedIn, or Flask-Login's anonymous user."""
    manager = LoginManager(app)
    manager.session_protection = None  # our own sessions; nothing of Flask-Login's cookie is used

    def load(request: Request) -> SignedIn | None:
        if g.get("tenant") is None or g.get("db") is None:
            return None
        slag: Oektslag = g.get("audience", Oektslag.ANSATT)
        secret = request.cookies.get(cookie_name(g.tenant.slug, slag))
        if not secret:
            return None
        found = find_signed_in(g.db, slag=slag, secret=secret)
        if found is not None and found.sprak:
            g.language = found.sprak
        return found

    manager.request_loader(load)


def signed_in() -> SignedIn | None:
    """The person behind this request, typed; None when nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def own_base() -> str:
    """Endpoint prefix of the signed-in person's own pages."""
    who = signed_in()
    kind = who.slag if who is not None else Oektslag.ANSATT
    return {
        Oektslag.ANSATT: "innlogging.oekter",
        Oektslag.KONTAKT: "innlogging.kundeoekter",
        Oektslag.VIKAR: "innlogging.vikaroekter",
    }[kind]


def rights() -> frozenset[str]:
    """What the signed-in person may do now; nothing when nobody is."""
    who = signed_in()
    return who.permissions if who is not None else frozenset()
