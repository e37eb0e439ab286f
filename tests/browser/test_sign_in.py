"""Signing in by keyboard, the language, a session that ends while htmx is at work, focus after a refused form."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from portal.db.clock import now
from portal.dev.cast import PASSWORD
from portal.identity.models import Oekt
from portal.tenancy.session import tenant_session
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser


def test_signing_in_with_the_keyboard_alone(visit: Visitor, site: Site) -> None:
    page = visit("ingen")
    page.goto(site.url("/min-dag"))
    expect(page).to_have_url(re.compile("/nordvik/logg-inn"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innhold")).to_be_focused()
    _tab_to(page, "E-post")
    page.keyboard.type("marte@nordvik.example")
    page.keyboard.press("Tab")
    page.keyboard.type("feil passord")
    page.keyboard.press("Enter")
    expect(page.locator("[data-errsum]")).to_be_focused()
    _tab_to(page, "Passord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/nordvik/min-dag"))
    expect(page.locator("h1")).to_be_visible()


def test_signing_in_without_javascript(visit: Visitor, site: Site) -> None:
    page = visit("ingen", javascript=False)
    page.goto(site.url("/logg-inn"))
    page.fill("[name=epost]", "marte@nordvik.example")
    page.fill("[name=passord]", PASSWORD)
    page.click("main [type=submit]")
    expect(page).to_have_url(re.compile("/nordvik/min-dag"))


def test_the_language_is_the_persons_own(visit: Visitor, site: Site) -> None:
    page = visit("marte")
    page.goto(site.url("/meg/oekter"))
    assert page.locator("html").get_attribute("lang") == "nb"
    page.locator("button.tenant").click()
    page.get_by_role("menuitemradio", name="Nynorsk").or_(
        page.get_by_role("menuitem", name="Nynorsk")
    ).click()
    page.wait_for_function("document.documentElement.lang === 'nn'")
    page.goto(site.url("/min-dag"))
    assert page.locator("html").get_attribute("lang") == "nn"


def test_a_session_that_ends_leads_to_the_door_also_from_inside_a_swap(visit: Visitor, site: Site) -> None:
    page = visit("berit")
    visit.watcher(page).expected.add(401)
    page.goto(site.url("/min-dag"))
    with tenant_session(site.engine, tenant_id=site.tenants["nordvik"]) as session:
        session.execute(update(Oekt).values(avsluttet_tid=now()))
        session.commit()
    page.keyboard.press("Control+k")
    expect(page).to_have_url(re.compile("/nordvik/logg-inn"))


def _tab_to(page: Page, label: str) -> None:
    field = page.get_by_label(label, exact=True)
    for _ in range(15):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with Tab")
