"""What is asked of every page that a browser shows: no axe finding, nothing to scroll sideways, a silent console."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page

from tests.gates.source import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = (1440, 900), (390, 844)
#: Full look: both themes on both widths. Quick look: each theme once, each width once.
FULL = tuple((size, theme) for size in (DESK, PHONE) for theme in ("light", "dark"))
QUICK = ((DESK, "light"), (PHONE, "dark"))
#: Reports that are ours to cause: answers a journey asks for on purpose are told by the browser as errors.
_STATUS = re.compile(
    r"(?:Failed to load resource: the server responded with a status of|Response Status Error Code) (\d+)"
)
#: A request that was under way when the person went on. One that failed also says `htmx:sendError`.
_LEFT = re.compile(r"htmx:(?:afterRequest|sendAbort)\b")
LISTEN = """
window.__csp = [];
document.addEventListener(
  "securitypolicyviolation", (e) => window.__csp.push(e.violatedDirective + " " + e.blockedURI));
"""


@dataclass
class Watcher:
    """Hears the console and counts what went wrong on a page."""

    page: Page
    heard: list[str] = field(default_factory=list)
    #: Statuses a test means to provoke.
    expected: set[int] = field(default_factory=lambda: {422})
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("console", self._console)
        self.page.on("pageerror", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or _LEFT.match(message.text):
            return
        status = _STATUS.search(message.text)
        if status and int(status[1]) in self.expected:
            return
        self.heard.append(f"{self.page.url}: {message.text}")

    def _failed(self, error: Error) -> None:
        self.heard.append(f"{self.page.url}: {error}")

    def look(self, name: str, *, ways: tuple[Any, ...] = QUICK, picture: bool = True) -> None:
        """Check the page as it stands, and keep a picture of each look under artefakter/nettleser."""
        held = self.page.viewport_size
        faults: list[str] = []
        for (width, height), theme in ways:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.page.evaluate("document.fonts.ready")
            if picture:
                self.page.evaluate("scrollTo(0, 0)")  # what is fixed stands at the edges of the picture
                place = ROOT / "artefakter" / "nettleser" / f"{name}-{width}-{theme}.png"
                self.page.screenshot(path=place, full_page=True, animations="disabled")
            where = f"{name} {width} {theme} {self.page.url}"
            faults += [f"{where}: {fault}" for fault in (*self._axe(), *self._sideways())]
            self.seen += 1
        if held:
            self.page.set_viewport_size(held)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        faults += self.complaints()
        assert not faults, "\n".join(faults)

    def complaints(self) -> list[str]:
        """What console and content security policy have said since last asked."""
        said, self.heard = self.heard, []
        return said + [f"CSP: {report}" for report in self.page.evaluate("window.__csp.splice(0)")]

    def _axe(self) -> list[str]:
        self.page.evaluate(_axe_source())
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => "
            "v.id + ' (' + v.impact + '): ' + v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' ' + "
            "(n.any[0] ? n.any[0].message : '')).join(' | ')))"
        )
        return [f"axe {fault}" for fault in found]

    def _sideways(self) -> list[str]:
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"scrolls {over} px sideways"] if over > 0 else []


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")
