"""Piotr, vikar: his week, on a phone."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site


@dataclass
class Piotr:
    """One thumb, 390 px."""

    page: Page
    site: Site

    def opens_week(self, oppdrag: str) -> None:
        """The newest week of the oppdrag, from his list."""
        self.page.goto(self.site.url("/vikar/timer"))
        row = self.page.get_by_role("listitem").filter(has_text=oppdrag).first
        row.get_by_role("link").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("ke")

    def day(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=re.compile(f"^{name}", re.IGNORECASE))

    def changes(self, day: str, *, end: str, why: str = "") -> None:
        card = self.day(day)
        card.get_by_label("Slutt").fill(end)
        if why:
            opened = card.locator("details")
            if opened.get_attribute("open") is None:
                opened.locator("summary").click()
            card.get_by_label("Merknad").fill(why)

    def saves_draft(self) -> None:
        self.page.get_by_role("button", name="Lagre kladd").click()
        expect(self.page.locator("#toasts")).to_contain_text("Kladden er lagret. Den er ikke levert.")

    def delivers(self) -> None:
        self.page.get_by_role("button", name="Lever uken").click()
        expect(self.page.locator("#toasts")).to_contain_text("Timene er levert.")
        self.is_in("Venter på kunden")

    def withdraws(self) -> None:
        self.page.get_by_role("button", name="Trekk tilbake").click()
        expect(self.page.locator("#toasts")).to_contain_text("Timelisten er trukket tilbake.")
        self.is_in("Foreløpig kladd")

    def is_in(self, state: str) -> None:
        expect(self.page.locator("main .t2 b").first).to_have_text(state)
