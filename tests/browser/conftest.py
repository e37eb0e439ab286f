"""Chromium once per run; a site per module; each test its own browser context, watched."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.db.embedded import EmbeddedServer
from portal.dev.browser_setup import find_browser
from portal.dev.ci import in_ci
from tests.browser.site import Site, running_site
from tests.browser.visit import Visitor
from tests.support.database import clone

#: No calls home: the browser meets the site and nothing else.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = find_browser()
    if found is None:
        assert not in_ci(), "no Chromium on this machine"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(found), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with clone(server) as database, running_site(database, folder) as site:
        yield site


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visitor]:
    """`visit("marte")` is a page of a browser where Marte is signed in."""
    visitor = Visitor(chromium, site)
    yield visitor
    visitor.close()


@pytest.fixture
def page(visit: Visitor) -> Page:
    """Signed out, at Nordvik."""
    return visit("ingen")


@pytest.fixture
def context(page: Page) -> BrowserContext:
    return page.context
