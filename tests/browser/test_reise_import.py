"""Marte has no mouse: she imports a real list of 4 530 customers, finds three of them by three means, files on one,
narrows the list, moves one and makes one of two.

The one thing the keys do not do is the system's own file window: the file is handed to the field.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.dev.ci import in_ci
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser

LISTE = Path(__file__).resolve().parents[3] / "shared" / "data" / "kunder-etatsbasen.csv"
#: ms: 4 530 rows, on a busy machine too; a wait, never a measure.
LONG = 240_000
PAPER = {
    "name": "Rammeavtale æøå – Årdal.txt",
    "mimeType": "text/plain",
    "buffer": "Avtale om vikarer på sjukeheimen i Årdal.\n".encode(),
}


class Marte:
    """Her acts, by the keys alone."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site, self.keys = page, site, Keyboard(page)

    def comes_to_work(self) -> None:
        self.page.goto(self.site.url("/min-dag"))

    def hands_in_the_list(self) -> None:
        self.keys.palette("importer", "Importer kunder")
        expect(self.page.locator("h1")).to_have_text("Importer kunder")
        self.page.get_by_label("Fil").set_input_files(LISTE)
        self.keys.write(self.page.get_by_label("Kilde"), "etatsbasen")
        self.keys.press(self.page.get_by_role("button", name="Les og prøv"))

    def runs_the_import(self) -> None:
        self.keys.press(self.page.get_by_role("button", name=re.compile("^Importer 4\\s530 kunder$")))

    def searches(self, words: str) -> None:
        """In the list of customers, while typing."""
        self.keys.key("g", "k")
        expect(self.page.locator("h1")).to_have_text("Kunder")
        self.keys.key("/")
        expect(self.page.locator("#kundesok")).to_be_focused()
        self.page.keyboard.type(words)

    def opens(self, name: str) -> None:
        """Out of the search field, then down the list with J."""
        row = self.page.get_by_role("link", name=name, exact=True)
        expect(row).to_be_visible()
        self.keys.press(row)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def opens_tab(self, number: int, name: str) -> None:
        self.keys.key(str(number))
        expect(
            self.page.get_by_role("navigation", name="Kundekort").locator("[aria-current]")
        ).to_contain_text(name)

    def files_a_contact(self, name: str) -> None:
        self.opens_tab(2, "Kontakter")
        self.keys.key("n")
        dialog = self.page.get_by_role("dialog", name="Ny kontakt")
        expect(dialog.get_by_label("Navn")).to_be_focused()
        self.page.keyboard.type(name)
        self.keys.write(dialog.get_by_label("Mobil"), "90 12 34 56")
        self.keys.tick(dialog.get_by_label("Bestiller"))
        self.keys.key("Control+Enter")
        expect(self.page.get_by_role("row", name=re.compile(name))).to_contain_text("901 23 456")

    def files_a_document(self, title: str) -> None:
        self.opens_tab(3, "Dokumenter")
        self.keys.key("n")
        dialog = self.page.get_by_role("dialog", name="Last opp dokument")
        dialog.get_by_label("Fil").set_input_files(PAPER)
        self.keys.write(dialog.get_by_label("Tittel"), title)
        self.keys.choose(dialog.get_by_label("Type"), "Rammeavtale")
        self.keys.press(dialog.get_by_role("button", name="Last opp"))
        expect(self.page.get_by_role("row", name=re.compile(title))).to_be_visible()

    def files_an_activity(self, subject: str) -> None:
        self.keys.key("a")
        dialog = self.page.get_by_role("dialog", name="Logg aktivitet")
        self.keys.write(dialog.get_by_label("Emne"), subject)
        self.keys.write(dialog.get_by_role("textbox", name="Notat"), "Trenger åtte i påsken.")
        self.keys.key("Control+Enter")
        expect(dialog).to_have_count(0)
        expect(self.page.get_by_role("link", name=subject)).to_be_visible()

    def chooses_act(self, words: str) -> None:
        """In the menu of the card's head, down by the arrows."""
        self.keys.press(self.page.get_by_role("button", name="Flere handlinger"))
        self.keys.down_to(self.page.get_by_role("menuitem", name=words))

    def narrows_to(self, county: str) -> None:
        self.keys.key("g", "k")
        expect(self.page.locator("h1")).to_have_text("Kunder")
        self.keys.choose(self.page.locator("select[name=fylke]"), county)

    def moves_below(self, name: str) -> None:
        self.chooses_act("Flytt i kundetreet")
        self.keys.write(self.page.get_by_label("Finn ny overordnet"), name)
        self.page.keyboard.press("Enter")
        self.keys.tick(self.page.get_by_role("radio", name=re.compile(name)))
        self.keys.press(self.page.get_by_role("button", name="Flytt", exact=True))

    def merges_with(self, name: str) -> None:
        self.chooses_act("Slå sammen med")
        self.keys.press(self.page.get_by_role("link", name=name, exact=True))
        self.keys.press(self.page.get_by_role("button", name="Slå sammen til én kunde"))


def test_marte_brings_her_customers_along_and_files_on_one_of_them(visit: Visitor, site: Site) -> None:
    if not LISTE.exists():
        assert not in_ci(), f"the shared data are missing: {LISTE}"
        pytest.skip(f"the shared data are not beside the repository: {LISTE}")
    page = visit("marte")
    marte = Marte(page, site)

    marte.comes_to_work()
    marte.hands_in_the_list()
    expect(page.get_by_text("Dette er en prøve. Ingenting er endret ennå.")).to_be_visible(timeout=LONG)
    views = page.get_by_role("navigation", name="Linjer")
    expect(views).to_contain_text(re.compile(r"Alle4.530\s*Ny4.530"))
    visit.look(page, "reise-import-1-proevd")
    marte.runs_the_import()
    expect(page.get_by_text("linjer er behandlet")).to_be_visible()
    expect(page.get_by_role("meter", name="Framdrift")).to_be_visible()
    visit.look(page, "reise-import-2-framdrift")
    expect(page.get_by_role("button", name="Angre hele importen")).to_be_visible(timeout=LONG)
    expect(views).to_contain_text(re.compile(r"Ny4.530"))

    marte.searches("lagmannsr")
    marte.opens("Hålogaland lagmannsrett")
    marte.searches("993 396 168")
    marte.opens("Costa Ricas ambassade")
    marte.searches("57 66 50 00")
    marte.opens("Årdal kommune")

    marte.files_a_contact("Åse Bjørk Ødegård")
    marte.files_a_document("Rammeavtale sjukeheim")
    marte.files_an_activity("Behov til påske")
    marte.opens_tab(1, "Oversikt")
    line = page.locator("#tidslinje")
    for words in ("Åse Bjørk Ødegård", "Rammeavtale sjukeheim", "Behov til påske"):
        expect(line.get_by_text(words)).to_have_count(1)
    visit.look(page, "reise-import-3-tidslinje")
    marte.opens_tab(3, "Dokumenter")
    with page.expect_download() as waiting:
        marte.keys.press(page.get_by_role("link", name=re.compile("last ned Rammeavtale sjukeheim")))
    assert waiting.value.suggested_filename == PAPER["name"]

    marte.narrows_to("Vestland")
    expect(page).to_have_url(re.compile("fylke=46"))
    expect(page.locator("#kundeliste")).to_contain_text("Askvoll kommune")
    expect(page.locator("#kundeliste")).not_to_contain_text("Akershus fylkeskommune")
    marte.keys.go(
        page.get_by_role("link", name="Askvoll kommune", exact=True)
    )  # out of the field: keys act again

    marte.searches("costa ricas")
    marte.opens("Costa Ricas ambassade")
    marte.moves_below("Argentinas ambassade")
    expect(page.get_by_role("navigation", name="Brødsmuler")).to_contain_text("Argentinas ambassade")

    marte.searches("kirkerådet")
    marte.opens("Kirkerådet")
    marte.merges_with("Den norske kirke")
    expect(page.get_by_text("Kundene er slått sammen")).to_be_visible()
    expect(page.locator("#tidslinje")).to_contain_text("slo sammen")
    visit.look(page, "reise-import-4-slaatt-sammen")
    one = page.get_by_role("heading", level=1).inner_text()
    for old in ("kirkerådet", "den norske kirke"):
        marte.searches(old)
        expect(page.locator("#kundeliste").get_by_role("link", name=one, exact=True)).to_be_visible()
