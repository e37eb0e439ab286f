"""What the browser never sends: a fødselsnummer typed in a search leaves in no address."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.support.numbers import NUMBER, SPACED

pytestmark = pytest.mark.browser


def test_a_number_typed_in_a_search_never_leaves_the_browser(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("/kandidater"))
    search = page.get_by_role("searchbox", name="Søk i kandidater")
    search.fill(SPACED)
    told = page.locator("#toasts .toast", has_text="fødselsnummer").first
    expect(told).to_be_visible()
    search.press("Enter")
    search.fill("piotr")
    expect(page).to_have_url(re.compile("q=piotr"))
    page.goto(site.url("/min-dag/sok"))
    page.locator("#q").fill(NUMBER)
    page.locator("#q").press("Enter")
    expect(told).to_be_visible()
    page.keyboard.press("Control+k")
    page.locator("#palett-q").fill(f"kari {NUMBER}")
    expect(page.locator("#toasts .toast", has_text="fødselsnummer")).to_have_count(2)
    assert any("q=piotr" in url for url in asked), "the control: what may be asked is seen here"
    assert [url for url in asked if "9190" in url] == []


def test_without_javascript_the_address_is_cleaned(visit: Visitor, site: Site) -> None:
    page = visit("marte", javascript=False)
    page.goto(site.url(f"/kandidater?q={NUMBER}"))
    assert NUMBER not in page.url
    expect(page.locator("#toasts")).to_contain_text("Et fødselsnummer skal ikke stå i en adresse")
