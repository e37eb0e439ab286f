"""People in browsers: a context of their own each, signed in by a server-side session as the real log-in makes it."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from portal.identity.models import Kontoslag, Oektslag, Portalkonto
from portal.identity.sessions import begin_oekt
from portal.tenancy.session import tenant_session
from portal.web.current import cookie_name
from tests.browser.site import Site
from tests.browser.watch import DESK, PHONE, Watcher
from tests.support.client import PORTAL, STAFF


class Visitor:
    """Opens pages as people, and at the end demands that none of them complained."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []
        self.watchers: dict[int, Watcher] = {}

    def __call__(
        self, key: str, *, javascript: bool = True, size: tuple[int, int] = DESK, **options: Any
    ) -> Page:
        """A new browser for this person; `ingen` is signed out. A small one is a phone: touch, no scrollbar."""
        if size == PHONE:
            options = {"is_mobile": True, "has_touch": True, **options}
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale=options.pop("locale", "nb-NO"),
            timezone_id="Europe/Oslo",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(8000)
        self.contexts.append(context)
        if key != "ingen":
            name, secret = sign_in(self.site, key)
            context.add_cookies(
                [
                    {
                        "name": name,
                        "value": secret,
                        "url": "https://localhost/",
                        "secure": True,
                        "httpOnly": True,
                        "sameSite": "Lax",
                    }
                ]
            )
        page = context.new_page()
        if javascript:
            self.watchers[id(page)] = Watcher(page)
        return page

    def watcher(self, page: Page) -> Watcher:
        return self.watchers[id(page)]

    def look(self, page: Page, name: str, **options: Any) -> None:
        """Axe, overflow, console, and a picture."""
        self.watcher(page).look(name, **options)

    def close(self) -> None:
        """Every context ends; what was complained of and not looked at is a failure."""
        said = [line for watcher in self.watchers.values() for line in watcher.heard]
        for context in self.contexts:
            context.close()
        assert not said, "\n".join(said)


def slug_of(key: str) -> str:
    return STAFF[key].slug if key in STAFF else PORTAL[key][0]


def sign_in(site: Site, key: str) -> tuple[str, str]:
    """A server-side session; answers the cookie's name and secret."""
    slug = slug_of(key)
    with tenant_session(site.engine, tenant_id=site.tenants[slug]) as session:
        if key in STAFF:
            slag, owner = Oektslag.ANSATT, {"bruker_id": STAFF[key].id(key)}
        else:
            _slug, slag, epost = PORTAL[key]
            konto = select(Portalkonto.id).where(
                Portalkonto.epost == epost, Portalkonto.slag == Kontoslag(str(slag))
            )
            owner = {"konto_id": session.scalars(konto).one()}
        secret = begin_oekt(session, slag=slag, **owner)
        session.commit()
    return cookie_name(slug, slag), secret
