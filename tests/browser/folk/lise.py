"""Lise, økonomi: drafts, invoices, credit notes."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site, wait_for_outbox


@dataclass
class Lise:
    """At a desk."""

    page: Page
    site: Site

    def sees_what_can_be_invoiced(self) -> None:
        self.page.goto(self.site.url("/fakturaer/grunnlag"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Til fakturering")

    def billable(self, customer: str) -> Locator:
        return self.page.get_by_role("row").filter(
            has=self.page.get_by_role("link", name=customer, exact=True)
        )

    def makes_draft(self, customer: str) -> None:
        self.billable(customer).get_by_role("button", name="Lag utkast").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Utkast til faktura")

    def issues(self) -> int:
        """The number it got."""
        self.page.get_by_role("button", name="Utsted faktura").click()
        title = self.page.get_by_role("heading", level=1)
        expect(title).to_have_text(re.compile(r"^\s*Faktura \d+\s*$"))
        return int(title.inner_text().split()[-1])

    def waits_for_papers(self) -> None:
        """PDF and EHF are the worker's; she loads the page again."""
        wait_for_outbox(self.site)
        self.page.reload()
        expect(self.page.get_by_role("link", name="PDF")).to_be_visible()
        expect(self.page.get_by_role("link", name="EHF")).to_be_visible()

    def begins_credit_note(self) -> Locator:
        """The form: in a dialog, and without script on a page of its own."""
        self.page.get_by_role("link", name="Lag kreditnota").click()
        form = self.page.locator("#kredittskjema")
        expect(form).to_be_visible()
        return form

    def downloads(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=True).click()
        return waiting.value.path().read_bytes()
