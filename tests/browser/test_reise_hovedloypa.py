"""The whole chain with the cast: Marte's stilling, Piotr's hours, Terje's answer, Lise's invoice and credit note.

Pictures of each main step are kept under artefakter/nettleser/reise-hovedloypa-*.png.
"""

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
from tests.browser.watch import DESK, PHONE

pytestmark = pytest.mark.browser

TITLE = "Truckfører T4, sen kveld"
#: One look each: axe, width and console on what the person has before him, and the picture.
AT_DESK, ON_PHONE = ((DESK, "light"),), ((PHONE, "light"),)


def test_from_martes_log_in_to_lises_credit_note(visit: Visitor, site: Site) -> None:
    def seen(page, name: str) -> None:
        ways = ON_PHONE if page.viewport_size["width"] == PHONE[0] else AT_DESK
        visit.look(page, f"reise-hovedloypa-{name}", ways=ways)

    marte = Marte(visit("ingen"), site)
    monday = today() - timedelta(days=today().weekday())
    marte.logs_in()
    seen(marte.page, "01-min-dag")
    marte.opens_customer("Fjordtre AS")
    seen(marte.page, "02-kundekort")
    stilling = marte.asks_for_people(
        title=TITLE,
        places=2,
        first=f"{monday:%d%m%y}",
        last=f"{monday + timedelta(weeks=6):%d.%m.%Y}",
        price="kr 425,-",
    )
    marte.links("Piotr Kowalski")
    seen(marte.page, "03-stilling")

    dialog = marte.begins_conversion()
    for label, value in (
        ("Tittel", TITLE),
        ("Pris til kunde", "425,00"),
        ("Timelønn", "252,50"),
        ("Oppmøte", "Hovedinngangen, spør etter skiftleder"),
    ):
        field = dialog.get_by_label(label, exact=False)
        expect(field).to_have_value(value)
        expect(field).to_have_accessible_description(f"fra {stilling}")
    expect(dialog.get_by_text("1 felt mangler: Grunnlag for innleie")).to_be_visible()
    margin = dialog.locator("dd.sum")
    expect(margin).to_have_text("77,95 kr")
    dialog.get_by_label("Pris til kunde").fill("440")
    expect(margin).to_have_text("92,95 kr")
    dialog.get_by_label("Grunnlag for innleie").select_option(
        label="Avtale med tillitsvalgte, aml § 14-12 (2)"
    )
    dialog.get_by_label("Hvem eller hva grunnlaget gjelder").fill("Avtale med klubben av 12. januar 2026")
    expect(dialog.get_by_text("felt mangler")).to_have_count(0)
    expect(dialog.get_by_text("Stopp:")).to_have_count(0)
    dialog.get_by_text(f"Blir igjen på {stilling} med vilje").click()
    expect(dialog.get_by_text("Vurderinger fra utvelgelsen følger ikke med til oppdraget.")).to_be_visible()
    seen(marte.page, "04-gjoer-om")
    dialog.get_by_role("button", name="Opprett oppdrag").click()
    expect(marte.page.get_by_role("heading", level=1)).to_have_text("Piotr Kowalski")
    oppdrag = marte.page.locator(".khead .num").inner_text()
    seen(marte.page, "05-oppdrag")
    marte.page.get_by_role("link", name=stilling).click()
    expect(marte.page.get_by_text("1 av 2 plasser besatt")).to_be_visible()
    expect(marte.page.locator(".khead")).to_contain_text("Åpen")
    expect(marte.page.get_by_role("link", name=oppdrag)).to_be_visible()

    piotr = Piotr(visit("piotr", size=PHONE), site)
    piotr.opens_week(oppdrag)
    expect(piotr.day("mandag").get_by_label("Start")).to_have_value("17:00")
    expect(piotr.day("tirsdag").get_by_label("Start")).to_have_value("")
    piotr.changes("onsdag", end="22", why="Ventet på båten")
    seen(piotr.page, "06-piotr-uken")
    piotr.saves_draft()
    piotr.delivers()
    seen(piotr.page, "07-piotr-levert")
    piotr.withdraws()
    piotr.delivers()

    marte.opens_customer("Fjordtre AS")
    marte.invites("Terje Fjordtun")
    terje = Terje(visit("ingen", size=PHONE), site)
    terje.opens_invitation()
    terje.looks_at_hours()
    expect(terje.card(TITLE)).to_contain_text("Piotr Kowalski")
    expect(terje.card(TITLE)).to_contain_text("8,5 t")
    seen(terje.page, "08-terje-timer")
    terje.returns(TITLE, why="Onsdag gikk dere 21, ikke 22.")
    seen(terje.page, "09-terje-retur")

    piotr.opens_week(oppdrag)
    piotr.is_in("I retur")
    expect(piotr.page.get_by_text("Kunden skriver: Onsdag gikk dere 21, ikke 22.")).to_be_visible()
    seen(piotr.page, "10-piotr-retur")
    piotr.changes("onsdag", end="21")
    piotr.delivers()
    earlier = piotr.page.locator("details").filter(has_text="besvart av Terje Fjordtun")
    earlier.locator("summary").click()
    expect(earlier.get_by_text("17:00–22:00")).to_be_visible()

    terje.page.context.clear_cookies()
    terje.logs_in_by_code()
    terje.looks_at_hours()
    expect(terje.card(TITLE)).to_contain_text("7,5 t")
    terje.approves(TITLE)
    seen(terje.page, "11-terje-godkjent")

    marte.processes("Piotr")
    seen(marte.page, "12-marte-behandlet")

    lise = Lise(visit("lise"), site)
    lise.sees_what_can_be_invoiced()
    expect(lise.billable("Fjordtre AS")).to_contain_text("7,5 t")
    seen(lise.page, "13-lise-grunnlag")
    lise.makes_draft("Fjordtre AS")
    expect(lise.page.get_by_role("definition").filter(has_text="4 125,00 kr")).to_be_visible()
    seen(lise.page, "14-lise-forhaandsvisning")
    lise.page.get_by_label("Deres referanse").fill("Siv Hagen")
    number = lise.issues()
    expect(lise.page.get_by_text("Siv Hagen")).to_be_visible()
    lise.waits_for_papers()
    seen(lise.page, "15-lise-faktura")
    assert lise.downloads("PDF").startswith(b"%PDF-")
    assert f"<cbc:ID>{number}</cbc:ID>".encode() in lise.downloads("EHF")

    dialog = lise.begins_credit_note()
    dialog.get_by_role("checkbox", name=re.compile("^Krediter ")).check()
    dialog.get_by_role("textbox", name=re.compile("^Hvor mye")).fill("2:00")
    dialog.get_by_label("Årsak").select_option(label="Feil timer")
    dialog.get_by_role("radio", name=re.compile("^Legg timene tilbake")).check()
    expect(dialog.locator("#kreditsum")).to_contain_text("−1 100,00 kr")
    expect(dialog.locator("#kreditsum")).to_contain_text("3 025,00 kr")
    expect(dialog.get_by_role("button", name="Utsted kreditnota")).to_contain_text("−1 100,00 kr")
    seen(lise.page, "16-lise-kreditnota-dialog")
    dialog.get_by_role("button", name="Utsted kreditnota").click()
    expect(lise.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\s*Kreditnota \d+\s*$"))
    lise.waits_for_papers()
    seen(lise.page, "17-lise-kreditnota")
    assert b"CreditNote" in lise.downloads("EHF")
    lise.sees_what_can_be_invoiced()
    expect(lise.billable("Fjordtre AS")).to_contain_text("2 t")
    seen(lise.page, "18-lise-timene-tilbake")
