"""A test client that signs in as the cast and reads every page as strictly as a validator."""

from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, select
from werkzeug.test import TestResponse

from portal.dev.cast import NORDVIK, SOLVIK
from portal.identity.models import Kontoslag, Oektslag, Portalkonto
from portal.identity.sessions import begin_oekt
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session
from portal.web.current import cookie_name

STAFF = {member.key: cast for cast in (NORDVIK, SOLVIK) for member in cast.members}
#: Contacts and workers of the cast: key → (agency, kind, address).
PORTAL = {
    "terje": ("nordvik", Oektslag.KONTAKT, "terje@fjordtre.example"),
    "siv": ("nordvik", Oektslag.KONTAKT, "siv@fjordtre.example"),
    "anne": ("nordvik", Oektslag.KONTAKT, "anne@fjordtre.example"),
    "dina": ("solvik", Oektslag.KONTAKT, "dina@fjellheim.example"),
    "piotr": ("nordvik", Oektslag.VIKAR, "piotr@vikar.example"),
    "amina": ("nordvik", Oektslag.VIKAR, "amina@vikar.example"),
    "sander": ("nordvik", Oektslag.VIKAR, "sander@vikar.example"),
}
HTMX = {"HX-Request": "true"}


def tenant_ids(engine: Engine) -> dict[str, int]:
    """Slug → id."""
    with engine.execution_options(scope="resolve").connect() as connection:
        return dict(connection.execute(select(Tenant.slug, Tenant.id)).all())


class PortalClient:
    """Requests as one person; addresses are given without the agency: `client.get("/kunder")`."""

    def __init__(self, app: Flask, bind: Connection | Engine, tenants: dict[str, int]) -> None:
        self.app, self.bind, self.tenants = app, bind, tenants
        self.slug, self.http = "nordvik", FlaskClient(app, use_cookies=True)

    def as_(self, key: str) -> "PortalClient":
        """A new client signed in as a member of the cast; `as_("ingen")` is signed out at Nordvik."""
        other = PortalClient(self.app, self.bind, self.tenants)
        if key == "ingen":
            return other
        if key in STAFF:
            cast = STAFF[key]
            other.sign_in(cast.slug, Oektslag.ANSATT, bruker_id=cast.id(key))
        else:
            slug, slag, epost = PORTAL[key]
            with tenant_session(self.bind, tenant_id=self.tenants[slug]) as session:
                konto_id = session.scalars(
                    select(Portalkonto.id).where(
                        Portalkonto.epost == epost, Portalkonto.slag == Kontoslag(str(slag))
                    )
                ).one()
            other.sign_in(slug, slag, konto_id=konto_id)
        return other

    def sign_in(self, slug: str, slag: Oektslag, **owner: Any) -> None:
        """Begin a server-side session and carry its cookie."""
        with tenant_session(self.bind, tenant_id=self.tenants[slug]) as session:
            secret = begin_oekt(session, slag=slag, **owner)
            session.commit()
        self.slug = slug
        self.http.set_cookie(cookie_name(slug, slag), secret, domain="localhost", secure=True)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._open("GET", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        return self._open("POST", path, data=data, **options)

    def htmx(self, path: str, *, on: str = "", **options: Any) -> TestResponse:
        """A GET as htmx sends it; `on` is the page it is sent from."""
        headers = {**HTMX, "HX-Current-URL": f"https://localhost/{self.slug}{on}"} if on else HTMX
        return self._open("GET", path, headers=headers, **options)

    def htmx_post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        return self._open("POST", path, data=data, headers=HTMX, **options)

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        full = path if path.startswith(f"/{self.slug}/") else f"/{self.slug}{path}"
        with self.app.app_context():  # a fresh `g`, also where the test holds a context of its own
            response = self.http.open(full, method=method, base_url="https://localhost", **options)
        if response.mimetype == "text/html" and response.data and not options.get("headers"):
            check_page(response.text, where=f"{method} {full}")
        return response


def check_page(html: str, *, where: str) -> None:
    """Parses as HTML5, has a title, one h1, unique ids, and a label for every field."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    faults = [error for error in parser.errors if error[1] not in _TOLERATED]
    assert not faults, f"{where}: {faults[:3]}"
    title = tree.find(".//title")
    assert title is not None, where
    assert (title.text or "").strip(), f"{where}: empty title"
    assert len(tree.findall(".//h1")) == 1, f"{where}: {len(tree.findall('.//h1'))} h1"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    double = {i for i in ids if ids.count(i) > 1}
    assert not double, f"{where}: double ids {double}"
    labels = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for field in [*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea")]:
        if field.get("type") in {"hidden", "submit", "button"} or id(field) in inside:
            continue
        named = field.get("id") in labels or field.get("aria-label") or field.get("aria-labelledby")
        assert named, f"{where}: field {field.get('name')} without label"


_TOLERATED: frozenset[str] = frozenset()
