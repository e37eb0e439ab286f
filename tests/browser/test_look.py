"""The gallery in Chromium: axe on every macro in both themes and on both widths, and what the script promises."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.watch import FULL, Watcher
from tests.web.gallery.app import make_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def look(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="nb-NO"
    )
    page = context.new_page()
    page.set_default_timeout(5000)
    yield page
    context.close()


@pytest.fixture
def watcher(look: Page) -> Watcher:
    return Watcher(look)


@pytest.mark.parametrize("path", ["komponenter", "liste", "portal", "logg-inn", "feil"])
def test_pages_have_no_findings(look: Page, watcher: Watcher, path: str) -> None:
    watcher.expected.add(404)
    look.goto(f"/{path}")
    watcher.look(f"galleri-{path}", ways=FULL, picture=False)


@pytest.mark.parametrize("opener", ["Åpne dialog", "Handlinger", "Hurtigtaster", "Nordvik Bemanning AS"])
def test_layers_have_no_findings(look: Page, watcher: Watcher, opener: str) -> None:
    look.goto("/komponenter")
    look.get_by_role("button", name=opener).or_(look.get_by_role("link", name=opener)).first.click()
    look.locator("dialog[open], .menu:popover-open").wait_for()
    watcher.look(f"galleri-{opener}", picture=False)


def test_palette_is_a_combobox(look: Page, watcher: Watcher) -> None:
    look.goto("/komponenter")
    look.keyboard.press("Control+k")
    field = look.locator("#palett-q")
    expect(field).to_be_focused()
    expect(look.locator("#p1-1")).to_have_attribute("aria-selected", "true")
    watcher.look("galleri-palett", picture=False)
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "p1-2"
    field.press("ArrowUp")
    field.press("Enter")
    look.wait_for_url("**/liste")


def test_dialog_takes_focus_refuses_in_place_and_gives_focus_back(look: Page, watcher: Watcher) -> None:
    look.goto("/komponenter")
    opener = look.get_by_role("link", name="Åpne dialog")
    opener.click()
    dialog = look.get_by_role("dialog", name="Endre navn")
    expect(dialog.get_by_label("Navn")).to_be_focused()
    dialog.get_by_role("button", name="Lagre").click()
    expect(dialog.locator("[data-errsum]")).to_be_focused()
    expect(dialog.get_by_label("Navn")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_role("link", name="Navn: ").click()
    expect(dialog.get_by_label("Navn")).to_be_focused()
    look.keyboard.type("Fjordtre AS")
    look.keyboard.press("Control+Enter")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    expect(look.locator("#toasts")).to_contain_text("Lagret")
    with look.expect_request(lambda r: r.method == "POST" and r.url.endswith("/oppsett")) as undo:
        look.get_by_role("button", name="Angre").click()
    assert undo.value.headers["x-csrftoken"]
    assert watcher.complaints() == []


def test_what_was_typed_is_not_lost_unasked(look: Page) -> None:
    look.goto("/komponenter")
    look.get_by_role("link", name="Åpne dialog").click()
    dialog = look.get_by_role("dialog", name="Endre navn")
    asked: list[str] = []
    expect(dialog.get_by_label("Navn")).to_be_focused()
    look.on("dialog", lambda box: (asked.append(box.message), box.dismiss()))
    look.keyboard.type("Fjordtre")
    dialog.get_by_role("button", name="Lukk").click()
    expect(dialog).to_be_visible()
    assert asked == ["Forkaste det du har skrevet?"]


def test_list_keys_and_chosen_rows(look: Page) -> None:
    look.goto("/liste")
    look.keyboard.press("j")
    look.keyboard.press("j")
    expect(look.get_by_role("link", name="Solbakken kommune")).to_be_focused()
    look.keyboard.press("x")
    expect(look.get_by_role("region", name="Valgte rader")).to_contain_text("1 valgt")
    look.get_by_label("Velg alle på siden").check()
    expect(look.get_by_role("region", name="Valgte rader")).to_contain_text("3 valgt")
    look.keyboard.press("/")
    expect(look.get_by_role("searchbox")).to_be_focused()
    look.keyboard.type("jx")
    expect(look.get_by_role("region", name="Valgte rader")).to_contain_text("3 valgt")
    look.get_by_role("link", name="Vis 50 til").click()
    expect(look.locator("#ny-rad")).to_be_focused()
    look.keyboard.press("g")
    look.keyboard.press("k")
    look.wait_for_url("**/komponenter")


def test_single_keys_can_be_switched_off(look: Page) -> None:
    look.goto("/liste")
    look.keyboard.press("?")
    look.get_by_role("dialog", name="Hurtigtaster").get_by_role("checkbox").uncheck()
    look.keyboard.press("Escape")
    look.keyboard.press("j")
    expect(look.get_by_role("link", name="Fjordtre AS")).not_to_be_focused()
    look.keyboard.press("Control+k")
    expect(look.locator("#palett")).to_be_visible()
    assert look.evaluate("JSON.stringify(localStorage)") == '{"enkelttaster":"av"}'


def test_tabs_keep_focus_and_move_the_mark(look: Page) -> None:
    look.goto("/komponenter")
    look.evaluate("window.stays = true")
    tab = look.get_by_role("navigation", name="Kundekort").get_by_role("link", name="Oversikt")
    tab.focus()
    with look.expect_response("**/komponenter"):
        tab.press("Enter")
    expect(tab).to_be_focused()
    assert look.evaluate("window.stays") is True


def test_boxes_move_by_keys_and_by_menu(look: Page) -> None:
    look.goto("/komponenter")
    grip = look.get_by_role("button", name="Flytt Timer per uke")
    grip.focus()
    grip.press("Space")
    with look.expect_request(lambda r: r.url.endswith("/oppsett")) as saved:
        grip.press("ArrowUp")
    assert "0:uker" in (saved.value.post_data or "")
    expect(grip).to_be_focused()
    expect(look.locator("#toasts")).to_contain_text("plass 1/2, kolonne 1")
    grip.press("Space")
    look.get_by_role("button", name="Plassering av Timer per uke").click()
    look.get_by_role("menuitem", name="Flytt til høyre kolonne").click()
    expect(look.locator("[data-boxes]").nth(1).locator("[data-box=uker]")).to_have_count(1)


def test_a_box_moves_by_dragging(look: Page) -> None:
    look.goto("/komponenter")
    grip, over = look.get_by_role("button", name="Flytt Mål"), look.locator("[data-box=tid]")
    grip.hover()
    look.mouse.down()
    corner = over.bounding_box()
    assert corner is not None
    look.mouse.move(corner["x"] + 60, corner["y"] + corner["height"] - 4, steps=5)
    with look.expect_request(lambda r: r.url.endswith("/oppsett")):
        look.mouse.up()
    order = "[...document.querySelectorAll('[data-boxes]')[1].children].map(b => b.dataset.box)"
    assert look.evaluate(order) == ["tid", "maal"]


def test_live_parts_ask_with_what_they_know_and_rest_while_hidden(look: Page) -> None:
    asked: list[str | None] = []
    look.on(
        "request", lambda r: asked.append(r.headers.get("if-none-match")) if "/levende" in r.url else None
    )
    look.goto("/liste")
    with look.expect_response(lambda r: r.url.endswith("/levende") and r.status == 304):
        pass
    expect(look.locator("#levende")).to_have_text("23 venter")
    assert asked[0] is None
    assert asked[1] == '"v1"'
    held_back = """() => new Promise((done) => {
      const went = [];
      addEventListener("htmx:beforeRequest", (e) => {
        went.push(!e.defaultPrevented);
        if (went.length === 3) done(went);
      });
      Object.defineProperty(document, "hidden", { value: true });
    })"""
    assert look.evaluate(held_back) == [False, False, False]


def test_combobox_keeps_the_chosen_id(look: Page) -> None:
    look.goto("/komponenter")
    field = look.get_by_role("combobox", name="Kunde", exact=True).first
    field.press_sequentially("fj")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Enter")
    expect(field).to_have_value("Fjordtre AS")
    hidden = look.locator("#kunde_id")
    expect(hidden).to_have_value("0192f0c1-2345-7000-8000-000000000001")
    field.press_sequentially("x")
    expect(hidden).to_have_value("")


def test_looks_change_at_once_and_are_saved(look: Page) -> None:
    look.goto("/komponenter")
    look.get_by_role("button", name="Nordvik Bemanning AS").click()
    with look.expect_request(lambda r: r.url.endswith("/meg/oppsett")) as saved:
        look.get_by_role("menuitemradio", name="Mørkt").click()
    assert look.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "dark" in (saved.value.post_data or "")


def test_the_sidebar_opens_on_a_phone(look: Page, watcher: Watcher) -> None:
    look.set_viewport_size({"width": 390, "height": 844})
    look.goto("/liste")
    button = look.get_by_role("button", name="Meny", exact=True)
    button.click()
    expect(look.get_by_role("navigation", name="Hovedmeny")).to_be_visible()
    look.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(look.get_by_role("navigation", name="Hovedmeny")).to_be_hidden()
    assert watcher.complaints() == []


@pytest.mark.parametrize("path", ["komponenter", "liste", "portal", "logg-inn", "feil"])
def test_nothing_scrolls_sideways_at_320(look: Page, path: str) -> None:
    look.set_viewport_size({"width": 320, "height": 700})
    look.goto(f"/{path}")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert look.evaluate(wide) <= 0


def test_a_failed_request_is_told(look: Page) -> None:
    look.goto("/komponenter")
    look.route("**/dialog", lambda route: route.abort())
    look.get_by_role("link", name="Åpne dialog").click()
    expect(look.locator("#toasts")).to_contain_text("Ingen kontakt med serveren")
