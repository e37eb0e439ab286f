"""Worksites, addresses and distances in Chromium: what script copies, what the filter fetches, how pages look."""

import re

import pytest
from playwright.sync_api import expect

from portal.dev.cast import NORDVIK
from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.browser.watch import QUICK

pytestmark = pytest.mark.browser
FJORDTRE, HAUG = NORDVIK.id("fjordtre"), NORDVIK.id("haug")


def test_the_visiting_address_is_copied_into_the_invoice_address(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder/ny"))
    page.locator("[name=besoek_linje1]").fill("Kaia 1")
    page.locator("[name=besoek_postnr]").fill("111 22")
    page.locator("[name=besoek_land]").select_option("SE")
    page.locator('[data-copyfields="besoek faktura"]').click()
    expect(page.locator("[name=faktura_linje1]")).to_have_value("Kaia 1")
    expect(page.locator("[name=faktura_postnr]")).to_have_value("111 22")
    expect(page.locator("[name=faktura_land]")).to_have_value("SE")
    expect(page.locator("[name=post_linje1]")).to_have_value("")
    visit.look(page, "kunde-ny-adresser", ways=QUICK)


def test_a_worksite_takes_the_visiting_address_without_losing_what_is_written(
    visit: Visitor, site: Site
) -> None:
    page = visit("marte")
    page.goto(site.url(f"/kunder/{FJORDTRE}/arbeidssteder"))
    visit.look(page, "arbeidssteder", ways=QUICK)
    page.get_by_role("link", name="Nytt arbeidssted").click()
    page.get_by_label("Navn").fill("Kaien")
    page.get_by_role("link", name="Kopier adressen").click()
    expect(page.get_by_label("Navn")).to_have_value("Kaien")
    expect(page.locator("[name=postnr]")).to_have_value(re.compile(r"\d{4}"))
    visit.look(page, "arbeidssted-nytt", ways=QUICK)
    page.get_by_role("button", name="Lagre arbeidsstedet").click()
    page.get_by_role("link", name="Kaien").click()
    expect(page.get_by_role("heading", name="Kaien")).to_be_visible()
    visit.look(page, "arbeidssted", ways=QUICK)


def test_the_list_is_narrowed_to_a_place_as_one_leaves_the_field(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder"))
    page.locator("[name=naer]").fill("5003")
    page.locator("[name=naer]").press("Tab")
    expect(page.get_by_text("Innen 30 km fra 5003 Bergen i luftlinje.")).to_be_visible()
    page.locator("[name=km]").select_option("5")
    expect(page.get_by_text("Innen 5 km fra 5003 Bergen i luftlinje.")).to_be_visible()
    visit.look(page, "kunder-naer", ways=QUICK)


@pytest.mark.parametrize(
    ("who", "path", "name"),
    [
        ("marte", "/kunder/fylker", "fylker"),
        ("marte", "/ringerapport?naer=5003&km=100", "ringerapport"),
        ("marte", f"/kunder/{HAUG}/arbeidssteder", "arbeidssteder-byggeplass"),
        ("jon", "/adressekontroll", "adressekontroll"),
        ("jon", "/registre", "registre"),
    ],
)
def test_the_pages_are_sound_to_look_at(visit: Visitor, site: Site, who: str, path: str, name: str) -> None:
    page = visit(who)
    page.goto(site.url(path))
    visit.look(page, name, ways=QUICK)
