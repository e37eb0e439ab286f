"""Nothing a person typed ever runs: a payload in every text column, and every page opened in Chromium (C1, C2)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, Route
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.db.embedded import EmbeddedServer
from portal.web.headers import CSP
from tests.browser.hostile import TRAP, payload, poison
from tests.browser.site import Site, running_site
from tests.browser.visit import Visitor, slug_of
from tests.support.database import clone

pytestmark = pytest.mark.browser

HOME = {"terje": "/kundeportal/timer", "piotr": "/vikar/timer"}
#: How many different rows of each endpoint are opened, per person.
ROWS = 2
#: What the pages of one person show at least, of the places that were filled.
LEAST = {"jon": 70, "lise": 50, "terje": 8, "piotr": 6}
LOOK = """() => {
  const found = [...document.querySelectorAll("[data-innfoert]")].map(e => e.outerHTML.slice(0, 120));
  const text = document.documentElement.outerHTML;
  return {
    found, ran: window.kjoert || 0, csp: (window.__csp || []).splice(0),
    places: [...new Set([...text.matchAll(/kanari-([a-z_.]+)-/g)].map(m => m[1]))],
    links: [...new Set([...document.querySelectorAll("a[href], [hx-get], [data-href]")].map(
      e => e.getAttribute("hx-get") || e.getAttribute("href") || e.dataset.href))],
    computed: document.body.innerText.includes("1337329"),
  };
}"""
FILLED: set[str] = set()


@pytest.fixture(scope="module")
def site(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with clone(server) as database:
        FILLED.update(poison(database))
        with running_site(database, folder) as site:
            yield site


def faults(page: Page, asked: list[str]) -> list[str]:
    """What a payload has managed on the page that is shown."""
    seen = page.evaluate(LOOK)
    said = [f"an element of the payload: {html}" for html in seen["found"]]
    said += ["a script ran"] if seen["ran"] else []
    said += [f"the policy had to stop {report}" for report in seen["csp"]]
    said += ["a template in the text was computed"] if seen["computed"] else []
    said += [f"htmx asked {url}" for url in asked if urlsplit(url).path == TRAP]
    return said


def walk(site: Site, page: Page, key: str) -> tuple[set[str], set[str], list[str]]:
    """Every page this person is led to: endpoints opened, places shown, faults."""
    adapter = site.app.url_map.bind("localhost", url_scheme="http")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    prefix = f"/{slug_of(key)}"
    queue, done, counts = [HOME.get(key, "/min-dag")], set(), {}
    opened, places, said = set(), set(), []
    while queue:
        path = queue.pop(0)
        try:
            rule, _args = adapter.match(path.partition("?")[0], method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            continue
        shape = (rule.endpoint, "?" in path)
        if path in done or counts.get(shape, 0) >= ROWS:
            continue
        done.add(path)
        counts[shape] = counts.get(shape, 0) + 1
        try:
            answer = page.goto(site.url(path, slug_of(key)), wait_until="load")
        except Error as error:
            if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
                continue
            raise
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 500, path
        opened.add(rule.endpoint)
        seen = page.evaluate(LOOK)
        places |= set(seen["places"])
        said += [f"{path}: {fault}" for fault in faults(page, asked)]
        said += [f"{path}: {report}" for report in seen["csp"]]
        asked.clear()
        queue += [
            link[len(prefix) :].partition("#")[0]
            for link in seen["links"]
            if link.startswith(f"{prefix}/") and not re.search(r"[<>\"' ]", link)
        ]
    return opened, places, said


def _fulfil(answer: dict[str, Any], route: Route) -> None:
    route.fulfill(**answer)


@pytest.mark.parametrize("key", LEAST)
def test_nothing_that_was_typed_runs(visit: Visitor, site: Site, key: str) -> None:
    page = visit(key)
    visit.watcher(page).expected |= {403, 404}
    opened, places, said = walk(site, page, key)
    assert said == []
    shown = places & FILLED
    assert len(shown) >= LEAST[key], f"{len(opened)} pages showed {len(shown)}: {sorted(shown)}"


def test_a_dialog_and_the_palette_do_not_run_it_either(visit: Visitor, site: Site) -> None:
    """What htmx swaps in is parsed anew; the same words, the same look."""
    page = visit("marte")
    visit.watcher(page).expected |= {403, 404}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("/kunder"))
    with page.expect_response(lambda answer: "/min-dag/sok" in answer.url and "q=fj" in answer.url):
        page.keyboard.press("Control+k")
        page.locator("#palett-q").fill("fj")
    page.locator("#palett-liste [role=option]").first.wait_for()
    assert "kanari-" in page.locator("#palett-liste").inner_text()
    page.keyboard.press("Escape")
    page.locator("[data-preview]").first.click()
    page.locator("#peek h2, #peek h3").first.wait_for()
    assert "kanari-" in page.locator("#peek").inner_text()
    assert faults(page, asked) == []


def test_what_runs_would_be_seen(visit: Visitor, site: Site) -> None:
    """The control: the same payload, not escaped, on a page with our headers and on one without."""
    page = visit("marte")
    visit.watcher(page).expected |= {403, 404}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bare = site.app.jinja_env.from_string("<!DOCTYPE html><html><body><p>{{ x|safe }}</p></body></html>")
    for headers in ({"Content-Security-Policy": CSP}, {}):
        answer = {"body": bare.render(x=payload("plantet.x")), "content_type": "text/html; charset=utf-8"}
        if headers:
            answer["headers"] = headers | {"Content-Type": answer.pop("content_type")}
        page.route("**/nordvik/plantet", partial(_fulfil, answer))
        page.goto(site.url("/plantet"))
        page.wait_for_function("document.images.length > 0 && document.images[0].complete")
        seen = " ".join(faults(page, asked))
        assert "an element of the payload" in seen
        assert ("the policy had to stop" in seen) is bool(headers)
        assert ("a script ran" in seen) is not bool(headers)
        page.unroute("**/nordvik/plantet")
    page.goto(site.url("/kunder"))
    with page.expect_request(lambda request: urlsplit(request.url).path == TRAP):
        page.evaluate(
            "evil => { const p = document.createElement('p'); p.innerHTML = evil; document.body.append(p);"
            " htmx.process(p); }",
            payload("plantet.y"),
        )
    assert any("htmx asked" in fault for fault in faults(page, asked))
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.goto(site.url("/logg-inn"))  # what the planted page complained of has been said by now
    visit.watcher(page).heard.clear()
