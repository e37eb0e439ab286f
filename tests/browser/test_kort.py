"""The card's people, papers and talk in Chromium: how the pages stand, and dialogs that refuse and save in place."""

import re

import pytest
from playwright.sync_api import expect

from portal.dev.cast import NORDVIK
from portal.messaging.sms import measure
from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.browser.watch import FULL, QUICK

pytestmark = pytest.mark.browser

CARD = f"/kunder/{NORDVIK.id('fjordtre')}"
PAGES = {
    "kontakter": f"{CARD}/kontakter",
    "tilgang": f"{CARD}/kontakter/{NORDVIK.id('siv')}/tilgang",
    "dokumenter": f"{CARD}/dokumenter",
    "dialog": f"{CARD}/dialog",
    "dagbok": f"{CARD}/dagbok",
    "min-dagbok": "/dagbok",
    "aktivitetstyper": "/dagbok/typer",
    "utboks": "/utboks",
}
DIALOGS = {
    "ny-kontakt": (f"{CARD}/kontakter", "Ny kontakt"),
    "last-opp": (f"{CARD}/dokumenter", "Last opp"),
    "ny-epost": (f"{CARD}/dialog", "Skriv e-post"),
    "ny-sms": (f"{CARD}/dialog", "Skriv SMS"),
    "logg-aktivitet": (f"{CARD}/dagbok", "Logg aktivitet"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_no_findings(visit: Visitor, site: Site, name: str) -> None:
    page = visit("marte")
    answer = page.goto(site.url(PAGES[name]))
    assert answer is not None
    assert answer.status == 200
    visit.look(page, f"kort-{name}", ways=FULL if name in {"kontakter", "min-dagbok"} else QUICK)


@pytest.mark.parametrize("name", DIALOGS)
def test_the_dialog_has_no_findings(visit: Visitor, site: Site, name: str) -> None:
    page = visit("marte")
    where, opener = DIALOGS[name]
    page.goto(site.url(where))
    page.locator("#fane").get_by_role("link", name=opener).click()
    expect(page.locator("dialog[open]")).to_be_visible()
    visit.look(page, f"kort-dialog-{name}", ways=QUICK)


def test_a_contact_is_refused_in_place_and_then_stands_in_the_list(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    visit.watcher(page).expected.add(422)
    page.goto(site.url(f"{CARD}/kontakter"))
    page.keyboard.press("n")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("Navn")).to_be_focused()
    # the register has answered, and its answer took no field along
    expect(dialog.locator("#rollehint")).to_contain_text("Enhetsregisteret")
    dialog.get_by_label("Navn").fill("Åse Nettleser")
    dialog.get_by_label("E-post", exact=False).fill("ikke en adresse")
    dialog.get_by_role("button", name="Lagre kontakten").click()
    expect(dialog.locator("[data-errsum]")).to_be_focused()
    assert dialog.get_by_label("E-post", exact=False).input_value() == "ikke en adresse"
    dialog.get_by_label("E-post", exact=False).fill("aase@fjordtre.example")
    dialog.get_by_role("button", name="Lagre kontakten").click()
    expect(page.get_by_role("link", name="Åse Nettleser", exact=True)).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_file_is_uploaded_in_the_dialog_and_comes_back_whole(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url(f"{CARD}/dokumenter"))
    page.locator("#fane").get_by_role("link", name="Last opp").click()
    dialog = page.locator("dialog[open]")
    words = "Møtereferat fra Åsane, 21. november.\n".encode()
    dialog.get_by_label("Fil").set_input_files(
        {"name": "Referat æøå.txt", "mimeType": "text/plain", "buffer": words}
    )
    dialog.get_by_label("Tittel").fill("Referat fra nettleseren")
    dialog.get_by_role("button", name="Last opp").click()
    row = page.get_by_role("row", name=re.compile("Referat fra nettleseren"))
    expect(row).to_be_visible()
    with page.expect_download() as waiting:
        row.get_by_role("link", name=re.compile("last ned")).click()
    assert waiting.value.suggested_filename == "Referat æøå.txt"
    assert waiting.value.path().read_bytes() == words


def test_without_script_a_call_is_logged(visit: Visitor, site: Site) -> None:
    page = visit("marte", javascript=False)
    page.goto(site.url(f"{CARD}/dialog"))
    page.get_by_label("Hva ble dere enige om?").fill("Ringte uten skript.")
    page.get_by_role("button", name="Logg", exact=True).click()
    expect(page.locator("#dialogliste")).to_contain_text("Ringte uten skript.")


def test_an_opportunity_is_dragged_to_another_stage(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/salgstrakt"))
    columns = page.locator(".board__col")
    start = next(n for n in range(columns.count()) if columns.nth(n).locator(".board__card").count())
    card = columns.nth(start).locator(".board__card").first
    title = card.locator("a.b").inner_text()
    goal = columns.nth(start + 1)
    expect(goal.get_by_role("link", name=title, exact=True)).to_have_count(0)
    card.locator("p").first.drag_to(goal.locator("header"))
    expect(goal.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Muligheten er flyttet.")


def test_the_browser_counts_a_text_message_as_the_server_does(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url(f"{CARD}/dialog/sms"))
    text, told = page.locator("textarea[data-sms]"), page.locator("[id$='tekst-n']")
    for written in (
        "",
        "Hei på æøå.",
        "a" * 161,
        "a" * 152 + "€" + "a" * 152,
        "«Hei»",
        "š" * 135,
        "🙂" * 36,
        "a\nb",
    ):
        text.fill(written)
        length = measure(written)
        expect(told).to_contain_text(f"{length.tegn} tegn, {length.deler} av høyst 6 SMS")
        more = expect(told)
        (more.not_to_contain_text if length.gsm7 else more.to_contain_text)("Et tegn i teksten")
