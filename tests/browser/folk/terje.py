"""Terje, driftsleder at Fjordtre: approves hours, on a phone. He has no password; a letter lets him in."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site, wait_for_outbox


@dataclass
class Terje:
    """One thumb, 390 px."""

    page: Page
    site: Site

    def opens_invitation(self) -> None:
        """The link in the newest letter to him; the outbox shows it in the demo."""
        letter = self._letter("Tilgang til portalen")
        letter.get_by_role("link").first.click()
        self.page.get_by_role("button", name="Åpne portalen").click()
        expect(self.page).to_have_url(re.compile("/nordvik/kundeportal(/timer)?$"))

    def logs_in_by_code(self) -> None:
        """Address, then the six digits that came by mail."""
        self.page.goto(self.site.url("/kundeportal/logg-inn"))
        self.page.get_by_label("E-post").fill("terje@fjordtre.example")
        self.page.get_by_role("button", name="Send meg en kode").click()
        desk = self.page.context.new_page()
        code = re.search(r"\b\d{6}\b", Terje(desk, self.site)._letter("kode").inner_text())
        desk.close()
        assert code is not None
        self.page.get_by_label("Kode").fill(code[0])
        self.page.get_by_role("button", name="Logg inn").click()
        expect(self.page).to_have_url(re.compile("/nordvik/kundeportal(/timer)?$"))

    def _letter(self, subject: str) -> Locator:
        wait_for_outbox(self.site)
        self.page.goto(self.site.url("/utboks"))
        mine = self.page.get_by_role("article").filter(has_text="terje@fjordtre.example")
        return mine.filter(
            has=self.page.get_by_role("heading", name=re.compile(subject, re.IGNORECASE))
        ).first

    def looks_at_hours(self) -> None:
        self.page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Timer").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Timer til godkjenning")

    def card(self, title: str) -> Locator:
        """What waits, by the title of the oppdrag."""
        return self.page.get_by_role("article").filter(has_text=title).first

    def returns(self, title: str, *, why: str) -> None:
        self.card(title).get_by_role("link", name=re.compile("^Retur")).click()
        self.page.get_by_label("Hva er feil?").fill(why)
        self.page.get_by_role("button", name="Send alt i retur").click()
        expect(self.page.locator("#toasts")).to_contain_text("Timelisten er sendt i retur.")

    def approves(self, title: str) -> None:
        self.card(title).get_by_role("button", name=re.compile("^Godkjenn")).click()
        expect(self.page.locator("#toasts")).to_contain_text("Timene er godkjent.")
