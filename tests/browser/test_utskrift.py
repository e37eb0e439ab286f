"""A report on paper or as PDF: what it says, without menu and buttons."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from portal.dev.cast import NORDVIK
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser
FJORDTRE = NORDVIK.id("fjordtre")


def test_a_report_becomes_a_pdf_of_its_rows_alone(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url(f"/kunder/{FJORDTRE}/rapporter/oppdrag"))
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="Skriv ut eller PDF").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    first = page.locator(".tbl tbody tr td").first.inner_text()
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    assert "Fjordtre" in text
    assert first.replace("\xa0", " ") in text.replace("\xa0", " ")
    for gone in ("Skriv ut eller PDF", "Excel", "Min dag"):
        assert gone not in text
        assert page.get_by_text(gone).first.is_visible(), "the control: it stands on the screen"


def test_the_button_is_not_shown_where_no_script_can_press_it(visit: Visitor, site: Site) -> None:
    page = visit("marte", javascript=False)
    page.goto(site.url(f"/kunder/{FJORDTRE}/rapporter/oppdrag"))
    button = page.locator("[data-print]")
    expect(button).to_have_count(1)
    expect(button).to_be_hidden()
