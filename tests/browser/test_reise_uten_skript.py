"""The core of the chain with JavaScript off: every form is a form and every dialog a page of its own."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.db.clock import today
from tests.browser.folk.lise import Lise
from tests.browser.folk.marte import Marte
from tests.browser.folk.piotr import Piotr
from tests.browser.folk.terje import Terje
from tests.browser.site import Site
from tests.browser.visit import Visitor
from tests.browser.watch import PHONE

pytestmark = pytest.mark.browser

TITLE = "Plukker, kveld"


def test_from_stilling_to_credit_note_without_script(visit: Visitor, site: Site) -> None:
    marte = Marte(visit("ingen", javascript=False), site)
    monday = today() - timedelta(days=today().weekday())
    marte.logs_in()
    marte.opens_customer("Fjordtre AS")
    stilling = marte.asks_for_people(
        title=TITLE,
        places=1,
        first=f"{monday:%d.%m.%y}",
        last=f"{monday + timedelta(weeks=2):%d%m%Y}",
        price="400",
    )
    marte.links("Piotr Kowalski")
    form = marte.begins_conversion()
    form.get_by_role("button", name="Opprett oppdrag").click()
    expect(form.get_by_role("alert")).to_contain_text("Grunnlag for innleie mangler")
    form.get_by_label("Grunnlag for innleie").select_option(label="Avtale med tillitsvalgte, aml § 14-12 (2)")
    form.get_by_label("Hvem eller hva grunnlaget gjelder").fill("Avtale med klubben")
    form.get_by_role("button", name="Opprett oppdrag").click()
    expect(marte.page.get_by_role("heading", level=1)).to_have_text("Piotr Kowalski")
    expect(marte.page.get_by_role("link", name=stilling)).to_be_visible()
    oppdrag = marte.page.locator(".khead .num").inner_text()

    piotr = Piotr(visit("piotr", javascript=False, size=PHONE), site)
    piotr.opens_week(oppdrag)
    piotr.changes("onsdag", end="21", why="Ventet på båten")
    piotr.saves_draft()
    piotr.delivers()
    piotr.withdraws()
    piotr.delivers()

    terje = Terje(visit("ingen", javascript=False, size=PHONE), site)
    terje.logs_in_by_code()
    terje.looks_at_hours()
    terje.returns(TITLE, why="Det ble 20.30.")
    piotr.opens_week(oppdrag)
    piotr.is_in("I retur")
    piotr.changes("onsdag", end="2030")
    piotr.delivers()
    terje.looks_at_hours()
    terje.approves(TITLE)
    marte.processes("Piotr")

    lise = Lise(visit("lise", javascript=False), site)
    lise.sees_what_can_be_invoiced()
    lise.makes_draft("Fjordtre AS")
    lise.page.get_by_label("Deres referanse").fill("Siv Hagen")
    lise.issues()
    lise.waits_for_papers()
    form = lise.begins_credit_note()
    form.get_by_role("checkbox", name=re.compile("^Krediter ")).check()
    form.get_by_role("textbox", name=re.compile("^Hvor mye")).fill("1,5")
    form.get_by_role("radio", name=re.compile("^Legg timene tilbake")).check()
    form.get_by_role("button", name="Utsted kreditnota").click()
    expect(lise.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\s*Kreditnota \d+\s*$"))
    expect(lise.page.get_by_role("definition").filter(has_text="750,00 kr")).to_be_visible()
    lise.sees_what_can_be_invoiced()
    expect(lise.billable("Fjordtre AS")).to_contain_text("1,5 t")
