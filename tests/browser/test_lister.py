"""The list of customers in Chromium: stars, views that know when they are changed, and the key for a new customer."""

import re

import pytest
from playwright.sync_api import expect

from portal.dev.cast import NORDVIK
from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.browser.watch import QUICK

pytestmark = pytest.mark.browser


def test_a_star_changes_in_place_and_keeps_the_focus(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder"))
    star = page.locator(f"#s-{NORDVIK.id('moss')}")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.focus()
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "false")
    assert page.url == site.url("/kunder")


def test_a_view_says_when_the_filter_is_no_longer_its_own(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder"))
    page.get_by_role("link", name="Vestland, potensielle").click()
    mark = page.locator(".views [data-unsaved]")
    expect(mark).to_be_hidden()
    page.get_by_label("Søk i kunder").fill("sogn")
    expect(mark).to_be_visible()
    visit.look(page, "kunder-endret-visning", ways=QUICK)
    page.get_by_role("link", name="Endre visningen").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("Bruk filteret som står der nå")).to_be_checked()
    visit.look(page, "kunder-endre-visning", ways=QUICK)
    dialog.get_by_label("Navn").fill("Sogn, potensielle")
    dialog.get_by_role("button", name="Lagre").click()
    renamed = page.get_by_role("link", name="Sogn, potensielle")
    expect(renamed).to_have_attribute("aria-current", "page")
    expect(mark).to_be_hidden()
    page.get_by_label("Søk i kunder").fill("")
    expect(mark).to_be_visible()


#: Questions htmx has sent since it was asked to count.
COUNT = """document.asked = 0;
document.addEventListener("htmx:beforeRequest", () => { document.asked += 1; });"""


@pytest.mark.parametrize(
    ("place", "field", "choice"), [("kunder", "kundesok", "fylke"), ("kandidater", "kandidatsok", "status")]
)
def test_leaving_the_search_field_for_a_row_does_not_fetch_the_rows_again(
    visit: Visitor, site: Site, place: str, field: str, choice: str
) -> None:
    """Else the row is changed between the press and the release of the mouse, and the click is lost."""
    page = visit("marte")
    page.goto(site.url(f"/{place}"))
    page.locator(f"#{field}").press_sequentially("a")
    expect(page).to_have_url(re.compile(r"[?&]q=a"))
    page.evaluate(COUNT)
    page.locator("a.rowlink").first.focus()
    assert page.evaluate("document.asked") == 0
    page.locator(f"select[name={choice}]").select_option(index=1)
    assert page.evaluate("document.asked") == 1


def test_likeness_is_told_while_typing_and_asks_with_no_more_than_it_needs(
    visit: Visitor, site: Site
) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder/ny"))
    with page.expect_request(re.compile("/kunder/ny/like")) as asked:
        page.get_by_label("Navn", exact=True).press_sequentially("Fjordtree")
    expect(page.locator("#like")).to_contain_text("Fjordtre AS")
    assert "navn=" in asked.value.url
    assert not re.search("csrf_token|idempotens|kredittgrense", asked.value.url)


def test_alt_2_begins_a_new_customer_and_never_from_a_field(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder"))
    page.get_by_label("Søk i kunder").focus()
    page.keyboard.press("Alt+Digit2")
    page.evaluate("document.activeElement.blur()")
    typed_at = """document.body.dispatchEvent(new KeyboardEvent("keydown",
        { code: "Digit2", key: "@", altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true }))"""
    assert page.evaluate(typed_at), "AltGr 2 writes @ and is left alone"
    page.keyboard.press("Shift+?")
    expect(page.locator("#hurtigtaster").get_by_role("link", name="Ny kunde")).to_be_visible()
    page.keyboard.press("Alt+Digit2")  # a dialog is open: nothing happens below it
    page.keyboard.press("Escape")
    assert page.url == site.url("/kunder")
    page.keyboard.press("Alt+Digit2")
    expect(page).to_have_url(site.url("/kunder/ny"))


def test_rows_are_ticked_by_key_put_in_a_list_and_taken_out_again(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder?status=potensiell"))
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("2 valgt")
    visit.look(page, "kunder-valgte", ways=QUICK)
    bar.get_by_role("button", name="Legg i liste").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Gjelder 2 kunder.")
    visit.look(page, "kunder-legg-i-liste", ways=QUICK)
    dialog.get_by_label("Ny liste").fill("Fra nettleseren")
    dialog.get_by_role("button", name="Legg i liste").click()
    receipt = page.locator("#toasts")
    expect(receipt).to_contain_text("2 kunder er lagt i «Fra nettleseren».")
    assert "status=potensiell" in page.url
    receipt.get_by_role("button", name="Angre").click()
    expect(page.get_by_text("Endringen er angret.").first).to_be_visible()
    page.get_by_role("link", name="Til listen", exact=True).click()
    expect(page.get_by_text("Listen er tom")).to_be_visible()


def test_the_list_of_lists_opens_its_forms_as_dialogs(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    visit.watcher(page).expected.add(422)
    page.goto(site.url("/kunder/lister"))
    page.keyboard.press("n")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Navn").fill("Julebemanning")
    dialog.get_by_role("button", name="Lagre").click()
    expect(dialog.locator("[data-errsum]")).to_be_focused()
    dialog.get_by_label("Navn").fill("Påskebemanning")
    dialog.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("heading", name="Påskebemanning")).to_be_visible()


def test_from_card_to_card_by_key_past_an_edit_and_back_to_the_list(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/kunder?status=potensiell"))
    page.locator("tbody .rowlink").first.click()
    steg = page.get_by_role("navigation", name="Treffliste")
    expect(steg).to_contain_text(re.compile(r"1 av \d+"))
    visit.look(page, "kort-treffliste", ways=QUICK)
    first = page.locator("h1").inner_text()
    page.keyboard.press("2")  # the tab Kontakter
    page.get_by_role("heading", name="Kontakter", exact=True).first.wait_for()
    page.keyboard.press(">")
    expect(steg).to_contain_text(re.compile(r"2 av \d+"))
    assert "/kontakter" in page.url, "the same tab of the next card"
    assert page.locator("h1").inner_text() != first
    page.keyboard.press("<")
    expect(steg).to_contain_text(re.compile(r"1 av \d+"))
    expect(steg.get_by_role("link", name="Forrige i trefflisten")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("link", name="Endre", exact=True).click()
    page.get_by_label("Telefon").fill("02770")
    page.get_by_role("button", name="Lagre").click()
    expect(steg).to_contain_text(re.compile(r"1 av \d+"))
    steg.get_by_role("link", name=re.compile(r"1 av")).click()
    expect(page).to_have_url(site.url("/kunder?status=potensiell"))
