"""What stops: a credit stop with its rule and its ways on; and what can be taken back, until hours exist."""

import pytest
from playwright.sync_api import expect

from portal.dev.cast import NORDVIK
from tests.browser.folk.marte import Marte
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser

HAUG = f"/kunder/{NORDVIK.id('haug')}"


def test_a_credit_stop_says_why_who_and_how_and_yields_to_one_exception(visit: Visitor, site: Site) -> None:
    marte = Marte(visit("marte"), site)
    page = marte.page
    page.goto(site.url("/min-dag"))
    marte.opens_customer("Byggmester Haug AS")
    marte.opens_tab("Oppdrag")
    told = page.get_by_role("note")
    for words in ("Kredittsperre", "Kan oppheves av økonomi", "unntak"):
        expect(told).to_contain_text(words)
    expect(page.locator("#fane").get_by_role("link", name="Ny ledig stilling")).to_have_count(0)
    visit.look(page, "reise-stopp-haug")
    page.goto(site.url(f"{HAUG}/stillinger/ny"))
    expect(page.get_by_role("note")).to_contain_text("Kan oppheves av økonomi")
    expect(page.get_by_role("button", name="Opprett ledig stilling")).to_have_count(0)

    jon = visit("jon")
    jon.goto(site.url(f"{HAUG}/oppdrag"))
    jon.get_by_role("note").get_by_role("link", name="Gi ett unntak").click()
    jon.get_by_label("Begrunnelse").fill("Forskudd er betalt i dag")
    jon.get_by_role("button", name="Gi unntaket").click()
    expect(jon.get_by_role("note")).to_contain_text("ett unntak som ikke er brukt ennå")

    page.goto(site.url(HAUG))
    stilling = marte.asks_for_people(
        title="Hjelpearbeider", places=1, first="+7", last="+35", price="410", site="Byggmester Haug AS"
    )
    marte.links("Jonas Lunde")
    form = marte.begins_conversion()
    expect(form.get_by_text("Stopp:").first).to_be_visible()
    form.get_by_label("Grunnlag for innleie").select_option(index=1)
    form.get_by_label("Hvem eller hva grunnlaget gjelder").fill("Vikar for Kari Lie")
    visit.watcher(page).expected.add(422)
    form.get_by_role("button", name="Opprett oppdrag").click()
    expect(form.get_by_role("alert")).to_contain_text("Kredittsperre")
    expect(form.get_by_role("alert")).to_be_focused()
    visit.look(page, "reise-stopp-oppdrag")
    page.goto(site.url("/stillinger"))
    expect(page.get_by_role("row").filter(has_text=stilling)).to_contain_text("0 av 1")


def test_a_conversion_is_taken_back_until_hours_exist(visit: Visitor, site: Site) -> None:
    marte = Marte(visit("marte"), site)
    page = marte.page
    page.goto(site.url(f"/stillinger/{NORDVIK.id('ls.helg')}"))
    form = marte.begins_conversion()
    form.get_by_role("radio", name="Ewa Nowak").check()
    form.get_by_role("button", name="Opprett oppdrag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ewa Nowak")
    number = page.locator(".khead .num").inner_text()
    page.get_by_role("button", name="Angre").click()
    expect(page.locator("#toasts")).to_contain_text("Oppdraget er angret.")
    expect(page.get_by_text("0 av 2 plasser besatt")).to_be_visible()
    expect(page.get_by_role("link", name=number)).to_have_count(0)
    page.goto(site.url(f"/oppdrag/{NORDVIK.id('op.truck.piotr')}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Piotr Kowalski")
    expect(page.get_by_role("button", name="Angre")).to_have_count(0)
