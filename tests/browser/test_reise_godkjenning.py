"""Answers that meet: two approvers at once, a withdrawal while one is looking; and what each contact sees."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.dev.cast import NORDVIK
from tests.browser.folk.piotr import Piotr
from tests.browser.folk.terje import Terje
from tests.browser.site import Site, wait_for_outbox
from tests.browser.visit import Visitor
from tests.browser.watch import PHONE

pytestmark = pytest.mark.browser

FJORDTRE = f"/kunder/{NORDVIK.id('fjordtre')}"
PRICE = re.compile(r"\d\s*kr\b")


def test_anne_sees_invoices_and_no_hours(visit: Visitor, site: Site) -> None:
    page = visit("anne", size=PHONE)
    wait_for_outbox(site)  # the papers of the demo are made
    page.goto(site.url("/kundeportal"))
    menu = page.get_by_role("navigation", name="Hovedmeny")
    expect(menu.get_by_role("link", name="Faktura")).to_be_visible()
    expect(menu.get_by_role("link", name="Timer")).to_have_count(0)
    page.goto(site.url("/kundeportal/fakturaer"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").first.click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    visit.look(page, "reise-godkjenning-anne")
    visit.watcher(page).expected |= {403, 404}
    for closed in ("/kundeportal/timer", "/kundeportal/oppdrag"):
        answer = page.goto(site.url(closed))
        assert answer is not None
        assert answer.status in {403, 404}


def test_siv_sees_her_enhet_alone_and_no_prices(visit: Visitor, site: Site) -> None:
    page = visit("siv", size=PHONE)
    page.goto(site.url("/kundeportal/timer"))
    for name in ("Piotr Kowalski", "Ewa Nowak"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    for elsewhere in ("Jonas Lunde", "Sander Vik", "Yusuf Ali"):
        expect(page.get_by_text(elsewhere)).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Godkjenn"))).to_have_count(0)
    page.get_by_role("link", name="Piotr Kowalski", exact=True).click()
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_text(PRICE)).to_have_count(0)
    visit.look(page, "reise-godkjenning-siv")
    theirs = visit("terje", size=PHONE)
    theirs.goto(site.url("/kundeportal/timer"))
    theirs.get_by_role("link", name=re.compile("^Jonas Lunde")).first.click()
    expect(theirs.get_by_text(PRICE).first).to_be_visible()
    visit.watcher(page).expected |= {403, 404}
    for closed in (theirs.url, site.url("/kundeportal/fakturaer")):
        answer = page.goto(closed)
        assert answer is not None
        assert answer.status in {403, 404}


def test_hours_withdrawn_while_terje_is_looking(visit: Visitor, site: Site) -> None:
    piotr, terje = Piotr(visit("piotr", size=PHONE), site), Terje(visit("terje", size=PHONE), site)
    piotr.opens_week("Truckfører T4, dag")
    piotr.delivers()
    terje.page.goto(site.url("/kundeportal/timer"))
    week = piotr.page.get_by_role("heading", level=1).inner_text().strip().lower()
    waiting = terje.page.get_by_role("article").filter(has_text=week)
    expect(waiting).to_be_visible()
    piotr.withdraws()
    waiting.get_by_role("button", name=re.compile("^Godkjenn")).click()
    told = terje.page.get_by_role("alert")
    expect(told).to_contain_text("Timelisten er endret mens du så på den: foreløpig kladd")
    expect(told).to_contain_text("Piotr Kowalski")
    visit.look(terje.page, "reise-godkjenning-trukket")
    terje.looks_at_hours()
    expect(terje.page.get_by_role("article").filter(has_text=week)).to_have_count(0)
    piotr.page.reload()
    piotr.is_in("Foreløpig kladd")
    piotr.delivers()


def test_two_approvers_at_once(visit: Visitor, site: Site) -> None:
    marte = visit("marte")
    marte.goto(site.url(f"{FJORDTRE}/kontakter/{NORDVIK.id('siv')}/tilgang"))
    marte.get_by_label("Godkjenne timer").check()
    marte.get_by_role("button", name="Lagre tilgangen").click()
    expect(marte.locator("#toasts")).to_contain_text("Tilgangen er endret.")

    pages = [visit(key, size=PHONE) for key in ("terje", "siv")]
    for page in pages:
        page.goto(site.url("/kundeportal/timer"))
    buttons = [_ewas_button(page) for page in pages]
    for button in buttons:
        button.click(no_wait_after=True)  # neither waits for the other's answer
    for page in pages:
        expect(page.get_by_role("alert").or_(page.locator("#toasts .toast"))).to_be_visible()
    won = [page for page in pages if page.get_by_role("alert").count() == 0]
    assert len(won) == 1, "exactly one approves"
    lost = next(page for page in pages if page not in won)
    expect(won[0].locator("#toasts")).to_contain_text("Timene er godkjent.")
    winner = "Terje Fjordtun" if won[0] is pages[0] else "Siv Hagen"
    told = lost.get_by_role("alert")
    expect(told).to_contain_text("Timelisten er endret mens du så på den: godkjent")
    expect(told).to_contain_text(winner)
    visit.look(lost, "reise-godkjenning-for-sent")
    expect(lost.get_by_role("table").first).to_contain_text("7:30")
    for page in pages:
        page.goto(site.url("/kundeportal/timer"))
        answered = page.get_by_role("region", name="Besvart").get_by_role("listitem")
        expect(answered.filter(has_text="Ewa Nowak").first).to_contain_text("37,5 tGodkjent")


def _ewas_button(page: Page):
    return (
        page.get_by_role("article")
        .filter(has_text="Ewa Nowak")
        .get_by_role("button", name=re.compile("^Godkjenn"))
    )
