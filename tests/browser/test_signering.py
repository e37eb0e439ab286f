"""A paper sent to be signed: from its page, by keyboard where it counts, and what the page then says."""

import pytest
from playwright.sync_api import expect

from portal.dev.cast import NORDVIK
from portal.dev.demo_kort import one_page
from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.browser.watch import QUICK

pytestmark = pytest.mark.browser
FJORDTRE = NORDVIK.id("fjordtre")


def test_a_paper_is_sent_and_its_page_is_sound(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url(f"/kunder/{FJORDTRE}/dokumenter/ny"))
    paper = one_page("Avtale", "Nordvik Bemanning AS")
    page.get_by_label("Fil").set_input_files(
        {"name": "Avtale.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    page.get_by_label("Tittel").fill("Avtale til signering")
    page.get_by_role("button", name="Last opp").click()
    page.get_by_role("link", name="Avtale til signering", exact=True).click()
    page.get_by_role("link", name="Send til signering").click()
    send = page.get_by_role("button", name="Send til signering")
    send.click()
    expect(page.locator("[data-errsum]")).to_be_visible()  # the control: nobody was chosen
    page.locator("[name=kontakter]").first.check()
    send.click()
    expect(page.get_by_role("heading", name="Hvem som signerer")).to_be_visible()
    visit.look(page, "signering", ways=QUICK)
    page.goto(site.url("/signeringer?vis=alle"))
    expect(page.get_by_role("link", name="Avtale til signering")).to_be_visible()
