"""A person without a mouse: Tab, Enter, arrows, single keys, the palette. Nothing here clicks."""

import re

from playwright.sync_api import Locator, Page, expect

#: Tabs before we say that something is not reached. A page of a card has about a hundred stops.
FAR = 160
_FOCUSED = "element => element === document.activeElement"


class Keyboard:
    """What the keys do; the person's words in the tests."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, target: Locator) -> Locator:
        """Tab until `target` has focus; a person goes backwards where that is nearer."""
        expect(target).to_be_visible()
        where = "target => document.activeElement.compareDocumentPosition(target) & 2 ? 'Shift+Tab' : 'Tab'"
        step = target.evaluate(where)
        for _ in range(FAR):
            if target.evaluate(_FOCUSED):
                return target
            self.page.keyboard.press(step)
        raise AssertionError(f"{target} is not reached with {step}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press."""
        self.go(target)
        self.page.keyboard.press(key)

    def write(self, field: Locator, words: str) -> None:
        """Go to a field and type in it, over what stands there."""
        self.go(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, field: Locator, words: str) -> None:
        """Choose in a select by the arrows."""
        self.go(field)
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if words in field.evaluate("field => field.selectedOptions[0].textContent"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field} has no «{words}»")

    def down_to(self, entry: Locator) -> None:
        """Arrows in an open menu, then Enter; Tab would leave it."""
        expect(entry).to_be_visible()
        for _ in range(entry.locator("xpath=ancestor::*[@role='menu']//*[@role='menuitem']").count() + 1):
            if entry.evaluate(_FOCUSED):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{entry} is not reached with the arrows")

    def tick(self, box: Locator) -> None:
        self.press(box, "Space")

    def key(self, *keys: str) -> None:
        """Single keys, one after the other, on a page that has come: `key("g", "k")` goes to the customers."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def palette(self, words: str, hit: str | re.Pattern[str]) -> None:
        """Ctrl K, a few letters, down to the hit, Enter."""
        self.page.keyboard.press("Control+k")
        expect(self.page.locator("#palett-q")).to_be_focused()
        self.page.keyboard.type(words)
        options = self.page.locator("#palett-liste [role=option]")
        wanted = options.filter(has_text=hit).first
        expect(wanted).to_be_visible()
        for _ in range(options.count()):
            if wanted.get_attribute("aria-selected") == "true":
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach «{hit}»")
