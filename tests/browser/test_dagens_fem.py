"""What a consultant does most, by the keys alone, counted: a chord is one, going to a field and typing in it is one.

The card's promise is how few they are; each journey ends at what the person sees, not at what was sent.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.dev.cast import NORDVIK
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.visit import Visitor

pytestmark = pytest.mark.browser


class Counted:
    """The keys of one person, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.interactions = page, Keyboard(page), 0

    def press(self, chord: str) -> None:
        self.interactions += 1
        self.page.keyboard.press(chord)

    def types(self, words: str) -> None:
        """Where the focus is already."""
        self.interactions += 1
        self.page.keyboard.type(words)

    def writes(self, field: Locator, words: str) -> None:
        self.interactions += 1
        self.keys.write(field, words)


@pytest.fixture
def marte(visit: Visitor, site: Site) -> Counted:
    page = visit("marte")
    page.goto(site.url(f"/kunder/{NORDVIK.id('fjordtre')}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Fjordtre AS")
    return Counted(page)


def test_a_call_is_logged_in_at_most_four(marte: Counted) -> None:
    marte.press("a")
    dialog = marte.page.get_by_role("dialog", name="Logg aktivitet")
    expect(dialog).to_be_visible()
    marte.writes(dialog.get_by_label("Emne"), "Telefon om påskevakter")
    marte.press("Control+Enter")
    expect(marte.page.get_by_role("link", name="Telefon om påskevakter")).to_be_visible()
    assert marte.interactions <= 4


def test_an_activity_with_its_next_step_takes_at_most_five(marte: Counted) -> None:
    marte.press("a")
    dialog = marte.page.get_by_role("dialog", name="Logg aktivitet")
    expect(dialog).to_be_visible()
    marte.writes(dialog.get_by_label("Emne"), "Snakket om sommeren")
    marte.writes(dialog.get_by_role("textbox", name="Neste steg"), "Send forslag til bemanning")
    marte.writes(dialog.get_by_label("Innen"), "+7")
    marte.press("Control+Enter")
    expect(dialog).to_have_count(0)
    assert marte.interactions <= 5
    marte.page.keyboard.press("5")
    expect(marte.page.locator("#fane")).to_contain_text("Send forslag til bemanning")


def test_a_customer_is_found_by_half_a_name_in_two(marte: Counted) -> None:
    marte.press("Control+k")
    expect(marte.page.locator("#palett-q")).to_be_focused()
    marte.types("solbak")
    expect(
        marte.page.locator("#palett-liste [role=option]").filter(has_text=re.compile("Solbakken"))
    ).not_to_have_count(0)
    assert marte.interactions <= 2


def test_the_next_customer_of_the_list_is_one_key_away(marte: Counted, site: Site) -> None:
    marte.page.goto(site.url("/kunder"))
    marte.keys.press(marte.page.get_by_role("link", name="Fjordtre AS", exact=True))
    expect(marte.page.get_by_role("heading", level=1)).to_have_text("Fjordtre AS")
    expect(marte.page.get_by_text(re.compile(r"^\s*\d+ av \d+"))).to_be_visible()
    marte.press(">")
    expect(marte.page.get_by_role("heading", level=1)).to_have_text("Fjordtre Lager")
    assert marte.interactions == 1


def test_a_task_is_done_from_the_list_in_one(marte: Counted, site: Site) -> None:
    marte.page.goto(site.url("/oppgaver"))
    done = marte.page.get_by_role("button", name=re.compile("Send CV-er"))
    marte.keys.go(done)
    marte.press("Enter")
    expect(marte.page.get_by_role("button", name=re.compile("^Angre: Send CV-er"))).to_be_visible()
    assert marte.interactions == 1
