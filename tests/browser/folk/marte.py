"""Marte, konsulent: customers, stillinger, oppdrag, and the hours she processes."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from portal.dev.cast import PASSWORD
from tests.browser.site import Site


@dataclass
class Marte:
    """At a desk, with a mouse."""

    page: Page
    site: Site

    def logs_in(self) -> None:
        self.page.goto(self.site.url("/min-dag"))
        self.page.get_by_label("E-post").fill("marte@nordvik.example")
        self.page.get_by_label("Passord").fill(PASSWORD)
        self.page.get_by_role("button", name="Logg inn").click()
        expect(self.page).to_have_url(re.compile("/nordvik/min-dag$"))

    def opens_customer(self, name: str) -> None:
        """By the list, while typing."""
        self.page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Kunder").click()
        field = self.page.get_by_role("searchbox", name="Søk i kunder")
        field.fill(name.lower())
        field.press("Enter")  # without script nothing is found while typing
        self.page.wait_for_load_state("networkidle")  # both ask: a click while rows change is lost
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def opens_tab(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Kundekort").get_by_role("link", name=name).click()
        expect(
            self.page.get_by_role("navigation", name="Kundekort").locator("[aria-current]")
        ).to_contain_text(name)

    def asks_for_people(
        self, *, title: str, places: int, first: str, last: str, price: str, site: str = "Fjordtre AS"
    ) -> str:
        """A new ledig stilling from the card; answers its number."""
        page = self.page
        self.opens_tab("Oppdrag")
        page.get_by_role("link", name="Ny ledig stilling").first.click()
        page.get_by_label("Tittel").fill(title)
        page.get_by_label("Antall plasser").fill(str(places))
        page.get_by_label("Fra dato").fill(first)
        page.get_by_label("Til og med").fill(last)
        self.sets_hours("mandag", "17", "20:30", "0")
        self.sets_hours("onsdag", "1700", "20.30", "")
        for day in ("tirsdag", "torsdag", "fredag"):
            self.sets_hours(day, "", "", "")
        page.get_by_label("Arbeidssted").select_option(label=site)
        page.get_by_label("Timelønn").fill("252,50")
        page.get_by_label("Pris til kunde").fill(price)
        page.get_by_label("Intern kommentar").fill("Terje ringte, haster")
        page.get_by_role("button", name="Opprett ledig stilling").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        return page.locator(".khead .num").inner_text()

    def sets_hours(self, day: str, start: str, end: str, pause: str) -> None:
        for label, value in (("Start", start), ("Slutt", end), ("Pause", pause)):
            self.page.get_by_label(re.compile(f"^{label}.* {day}$", re.IGNORECASE)).fill(value)

    def links(self, candidate: str) -> None:
        page = self.page
        page.get_by_role("link", name="Koble kandidat").click()
        field = page.get_by_role("searchbox", name="Søk i kandidater")
        field.fill(candidate.split(maxsplit=1)[0])
        field.press("Enter")
        page.get_by_role("button", name=f"Koble til {candidate}").click()
        expect(page.locator("#kandidater")).to_contain_text(candidate)

    def begins_conversion(self) -> Locator:
        """The form: in a dialog, and without script on a page of its own."""
        self.page.get_by_role("link", name="Gjør om til oppdrag").click()
        form = self.page.locator("form[action$='/gjoer-om']")
        expect(form).to_be_visible()
        return form

    def invites(self, contact: str) -> None:
        """A letter with a link that works once."""
        page = self.page
        self.opens_tab("Kontakter")
        row = page.get_by_role("row").filter(has_text=contact)
        row.get_by_role("link", name=f"Mer om {contact}").click()
        page.get_by_role("dialog").get_by_role("link", name="Portaltilgang").click()
        page.get_by_role("button", name="Send ny invitasjon").click()
        expect(page.locator("#toasts")).to_contain_text("invitasjon")

    def processes(self, who: str) -> None:
        """«Behandle»: from the list of what the customer has approved."""
        page = self.page
        page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Timer").click()
        page.get_by_role("navigation", name="Status").get_by_role("link", name="Godkjent").click()
        page.get_by_role("checkbox", name=re.compile(f"^Velg {who}")).first.check()
        page.get_by_role("button", name="Behandle valgte").click()
        expect(page.locator("#toasts")).to_contain_text("1 timeliste er behandlet.")
