"""Carl at Solvik works in nynorsk, and sees none of Nordvik: not in search, not in the palette, not by address."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.dev.cast import NORDVIK, PASSWORD, SOLVIK
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser

#: Words that are Bokmål and never nynorsk.
BOKMAAL = re.compile(r"\b(ikke|hva|hvem|hvor|hvis|noen|noe|være|fra og med|uke|gjør|jeg)\b", re.I)


def test_carl_works_in_nynorsk(visit: Visitor, site: Site) -> None:
    page = visit("ingen", locale="nn-NO")

    def reads(name: str) -> None:
        """What is shown is nynorsk, and stands as it should."""
        expect(page.locator("html")).to_have_attribute("lang", "nn")
        left = BOKMAAL.findall(page.locator("body").inner_text())
        assert not left, f"{page.url}: {left}"
        visit.look(page, f"reise-nynorsk-{name}")

    page.goto(site.url("/min-dag", "solvik"))
    reads("logg-inn")
    page.get_by_label("E-post").fill("carl@solvik.example")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    expect(page).to_have_url(re.compile("/solvik/min-dag$"))
    reads("min-dag")
    for address, name in (
        (f"/kunder/{SOLVIK.id('fjellheim')}", "kundekort"),
        (f"/kunder/{SOLVIK.id('fjellheim')}/oppdrag", "fane-oppdrag"),
        (f"/kunder/{SOLVIK.id('fjellheim')}/faktura", "fane-faktura"),
        ("/timer", "timar"),
        ("/fakturaer/grunnlag", "grunnlag"),
        ("/dagbok", "dagbok"),
    ):
        page.goto(site.url(address, "solvik"))
        reads(name)
    page.goto(site.url(f"/stillinger/{SOLVIK.id('ls.reinhald')}", "solvik"))
    reads("stilling")
    page.get_by_role("link", name="Gjer om til oppdrag").click()
    dialog = page.get_by_role("dialog", name="Gjer om til oppdrag")
    expect(dialog).to_be_visible()
    reads("gjer-om")
    dialog.get_by_role("button", name="Opprett oppdrag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunniva Øygard")
    reads("oppdrag")


def test_carl_sees_none_of_nordvik(visit: Visitor, site: Site) -> None:
    page = visit("carl", locale="nn-NO")
    visit.watcher(page).expected.add(404)
    keys = Keyboard(page)
    page.goto(site.url("/kunder", "solvik"))
    keys.key("/")
    page.keyboard.type("fjordtre")
    expect(page.get_by_role("heading", name="Ingen kundar her")).to_be_visible()
    page.get_by_role("searchbox").fill("fjellheim")
    expect(page.get_by_role("link", name="Fjellheim AS", exact=True)).to_be_visible()

    keys.key("Control+k")
    for words, mine in (("fjordtre", False), ("piotr", False), ("nordvik", False), ("fjellheim", True)):
        page.locator("#palett-q").fill(words)
        hits = page.locator("#palett-liste")
        expect(hits.get_by_text("Fjellheim AS" if mine else "Ingen treff.", exact=True).first).to_be_visible()
    _is_not_there(page, site)
    answer = page.goto(site.url("/min-dag", "nordvik"))
    assert answer is not None
    expect(page).to_have_url(re.compile("/nordvik/logg-inn"))


def _is_not_there(page: Page, site: Site) -> None:
    """Nordvik's rows by their own addresses under Carl's agency."""
    for address in (
        f"/kunder/{NORDVIK.id('fjordtre')}",
        f"/kunder/{NORDVIK.id('fjordtre')}/faktura",
        f"/stillinger/{NORDVIK.id('ls.helg')}",
        f"/oppdrag/{NORDVIK.id('op.truck.piotr')}",
        f"/kandidater/{NORDVIK.id('piotr')}",
    ):
        answer = page.goto(site.url(address, "solvik"))
        assert answer is not None
        assert answer.status == 404, address
        expect(page.get_by_text("Fjordtre")).to_have_count(0)
        expect(page.get_by_text("Piotr")).to_have_count(0)
