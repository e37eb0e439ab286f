"""Every page kind of the three audiences, found by following links from the front doors: no finding of axe, no sideways
scroll, a silent console. `test` looks wide in light and narrow in dark, `drill` in both themes at both widths. An
address no link reaches is opened by hand below; one that neither reaches fails the test.
"""

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from portal.dev.cast import NORDVIK
from portal.dev.demo_kort import one_page
from tests.browser.site import Site, wait_for_outbox
from tests.browser.visit import Visitor
from tests.browser.watch import FULL, QUICK

pytestmark = pytest.mark.browser

#: One who sees all of it, per audience, and the page his walk begins on.
WALKERS = {
    "ansatt": (
        ("jon", "/min-dag"),
        ("jon", "/min-dag/sok?q=fjord"),
        ("jon", f"/kunder/{NORDVIK.id('haug')}/oppdrag"),
        ("jon", f"/stillinger/{NORDVIK.id('ls.helg')}"),
        ("jon", f"/kunder/{NORDVIK.id('fjordtre')}/oppdrag/sperrer"),
        ("jon", f"/stillinger/{NORDVIK.id('ls.kokk')}"),
        ("jon", f"/kandidater/{NORDVIK.id('ewa')}"),
        ("lise", f"/kunder/{NORDVIK.id('fjordtre')}/kreditt"),
        ("marte", "/dagbok"),
        ("marte", f"/kunder/{NORDVIK.id('fjordtre')}/kommentarer"),
        ("marte", f"/kunder/{NORDVIK.id('fjordtre')}/salg"),
        ("marte", f"/kunder/{NORDVIK.id('fjordtre')}/slaa-sammen?q=solbakken"),
        ("marte", f"/kunder/{NORDVIK.id('fjordtre')}/standardverdier/rader?slag=skift"),
    ),
    "kontakt": (("terje", "/kundeportal"), ("anne", "/kundeportal"), ("terje", "/kundeportal/kunde")),
    "vikar": (("piotr", "/vikar"),),
}
#: Answers that are no pages: files, and parts that a page fetches.
NO_PAGE = re.compile(
    r"\.(?:treffliste\.vis|registerroller\.vis|adresseoppslag\.vis|pdf|ehf|fil|nye|framdrift|register|tidslinje|forhaandsvis|boks|logo)$"
)


class Walk:
    """One person's walk: each endpoint's page is looked at once, and each of its dialogs."""

    def __init__(
        self, visit: Visitor, site: Site, key: str, ways: tuple[Any, ...], faults: list[str]
    ) -> None:
        self.ways, self.faults = ways, faults
        self.visit, self.site, self.page = visit, site, visit(key)
        self.page.set_default_timeout(20_000)  # a look at a page in four ways keeps a small machine busy
        self.urls = site.app.url_map.bind("localhost", url_scheme="https")

    def endpoint(self, address: str) -> str | None:
        """The endpoint of an address of Nordvik."""
        path = address.partition("?")[0].partition("#")[0].removeprefix(self.site.url(""))
        if not path.startswith("/") or not self.urls.test(path, "GET"):
            return None
        return self.urls.match(path, "GET")[0]

    def from_door(self, door: str, wanted: set[str], seen: set[str]) -> None:
        self.page.goto(self.site.url(door))  # seen by another perhaps, but his links may be other ones
        queue = [self.site.url(door), *self._addresses()]
        dialogs, refused = set[str](), Counter[str | None]()
        while queue:
            address = queue.pop(0)
            endpoint = self.endpoint(address)
            if endpoint not in wanted or endpoint in seen or refused[endpoint] > 1:
                continue
            answer = self.page.goto(address)
            if answer is None or answer.status != 200:
                refused[endpoint] += 1  # another may open it
                continue
            seen.add(endpoint)
            name = f"side-{endpoint.replace('.', '-')}"
            self._look(name)
            queue += self._addresses()
            for opener in self._openers(dialogs):
                self.page.goto(address)
                self._press(opener)
                self.page.locator("dialog[open]").wait_for()
                self._look(f"{name}-{opener}")

    def _look(self, name: str) -> None:
        """All that is found anywhere is told at the end: a walk is long."""
        try:
            self.visit.look(self.page, name, ways=self.ways, picture=False)
        except AssertionError as found:
            self.faults.append(str(found))

    def _press(self, opener: str) -> None:
        """The button of a dialog; one in a menu is behind the button of the menu."""
        button = self.page.locator(f'[hx-target="#dialogplass"][hx-get="{opener}"]').first
        if not button.is_visible():
            menu = button.evaluate("found => found.closest('.menu').id")
            self.page.locator(f'[popovertarget="{menu}"]').first.click()
        button.click()

    def _addresses(self) -> list[str]:
        return self.page.eval_on_selector_all(
            "a[href], [hx-get]",
            "found => [...new Set(found.flatMap(a => [a.href, a.getAttribute('hx-get')]).filter(Boolean)"
            ".map(h => new URL(h, location).href))]",
        )

    def _openers(self, known: set[str]) -> list[str]:
        """Addresses of dialogs not opened before, one per endpoint."""
        found = self.page.eval_on_selector_all(
            '[hx-target="#dialogplass"][hx-get]', "found => found.map(e => e.getAttribute('hx-get'))"
        )
        fresh = []
        for target in found:
            endpoint = self.endpoint(self.site.address + target)
            if endpoint and endpoint not in known:
                known.add(endpoint)
                fresh.append(target)
        return fresh


def pages_of(site: Site, audience: str) -> set[str]:
    """Endpoints that answer this audience with a page."""
    return {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and str(getattr(site.app.view_functions[rule.endpoint], "audience", "")) == audience
        and not NO_PAGE.search(rule.endpoint)
    }


def something_of_everything(visit: Visitor, site: Site) -> list[tuple[str, str]]:
    """A list that is tried, papers on the card, one of them sent to be signed, an invoice that waits: who and where."""
    page = visit("marte")
    page.goto(site.url("/kunder/importer"))
    page.get_by_label("Fil").set_input_files(
        _file("kunder.csv", "Navn;Telefon\nVestkai Last AS;55 99 01 23\n")
    )
    page.get_by_role("button", name="Les og prøv").click()
    expect(page.get_by_role("button", name="Importer 1 kunde")).to_be_visible()
    paper, sent = _paper(page, site, "Referat"), _paper(page, site, "Protokoll")
    page.goto(site.url(f"{sent}/signering"))
    page.locator("[name=kontakter]").first.check()
    page.get_by_role("button", name="Send til signering").click()
    expect(page.get_by_role("heading", name="Hvem som signerer")).to_be_visible()
    signing = page.url.partition("/nordvik")[2]
    lise = visit("lise")
    lise.goto(site.url("/fakturaer?filter=aapne"))
    invoice = lise.locator(".rowlink").first.get_attribute("href") or ""
    return [
        ("marte", paper),
        ("marte", signing),
        ("lise", invoice.removeprefix("/nordvik")),
        *(("marte", door) for door in _own_lists(page, site)),
    ]


def _paper(page: Page, site: Site, title: str) -> str:
    """The address of a new PDF on the card: its page leads on to sending it to be signed, once."""
    page.goto(site.url(f"/kunder/{NORDVIK.id('fjordtre')}/dokumenter/ny"))
    page.get_by_label("Fil").set_input_files(
        {
            "name": f"{title}.pdf",
            "mimeType": "application/pdf",
            "buffer": one_page(title, "Nordvik Bemanning AS"),
        }
    )
    page.get_by_label("Tittel").fill(title)
    page.get_by_role("button", name="Last opp").click()
    return (page.get_by_role("link", name=title, exact=True).first.get_attribute("href") or "").removeprefix(
        "/nordvik"
    )


def _own_lists(page: Page, site: Site) -> list[str]:
    """Addresses of an own view, list, act on many customers and group: only their owner is led on from them."""
    page.goto(site.url("/kunder"))
    view = page.get_by_role("link", name="Mine aktive").get_attribute("href") or ""
    page.locator("tbody .check").first.check()
    page.locator("[data-bulk]").get_by_role("button", name="Sett ansvarlig").click()
    page.locator("dialog[open]").get_by_role("button", name="Sett kundeansvarlig").click()
    act = page.locator("#toasts form").get_attribute("action") or ""
    page.goto(site.url("/kunder/lister"))
    own = page.get_by_role("link", name="Ringes denne uken").get_attribute("href") or ""
    page.goto(site.url("/kontaktgrupper"))
    group = page.locator("tbody .rowlink").first.get_attribute("href") or ""
    return [path.removeprefix("/nordvik") for path in (view, own, act.removesuffix("/angre"), group)]


def _file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


@pytest.mark.parametrize("ways", [QUICK, pytest.param(FULL, marks=pytest.mark.drill)], ids=["to", "fire"])
@pytest.mark.parametrize("audience", WALKERS)
def test_every_kind_of_page_and_dialog(
    visit: Visitor, site: Site, audience: str, ways: tuple[Any, ...]
) -> None:
    wait_for_outbox(site)  # the papers of the demo are made, so that their buttons are there
    wanted, seen = pages_of(site, audience), set()
    faults: list[str] = []
    assert len(wanted) > 3
    more = something_of_everything(visit, site) if audience == "ansatt" else []
    for key, door in [*WALKERS[audience], *more]:
        walk = Walk(visit, site, key, ways, faults)
        visit.watcher(walk.page).expected |= {403, 404}
        walk.from_door(door, wanted, seen)
    missed = sorted(wanted - seen)
    assert not faults, "\n".join(faults)
    assert not missed, f"no link leads to {missed} from the doors of WALKERS"
