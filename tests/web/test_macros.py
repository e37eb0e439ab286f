"""Every macro and shell, rendered with invented content and read by a strict parser."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from tests.web.gallery.app import make_app

PAGES = ("/komponenter", "/liste", "/portal", "/logg-inn", "/feil", "/sok", "/valg", "/dialog")
MACROS = Path(__file__).resolve().parents[2] / "portal" / "web" / "templates" / "web" / "macros"
#: Parts of other macros, never used alone.
PARTS = {"label", "below", "described"}


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


@pytest.fixture(scope="module", params=PAGES)
def html(request: pytest.FixtureRequest, app: Flask) -> str:
    response = app.test_client().get(request.param)
    assert response.status_code in {200, 404}
    return response.get_data(as_text=True)


class Ids(HTMLParser):
    """Ids on the page, and what points at ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.pointers: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name in {"for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"}:
                self.pointers.update((value or "").split())


def faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(html) if html.lstrip().lower().startswith("<!doctype") else parser.parseFragment(html)
    except html5lib.html5parser.ParseError as error:
        return [str(error)]
    found = Ids(html)
    return [f"id {name} twice" for name, n in found.ids.items() if n > 1] + [
        f"nothing has id {name}" for name in sorted(found.pointers - set(found.ids))
    ]


def test_pages_are_sound(html: str) -> None:
    assert faults(html) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<!doctype html><title>x</title><p><b>å</p></b>",
        "<p id=a></p><p id=a></p>",
        "<label for=borte>x</label>",
    ],
)
def test_unsound_markup_is_seen(wrong: str) -> None:
    assert faults(wrong)


def test_no_style_or_handler_reaches_the_browser(html: str) -> None:
    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+|hx-on[^=]*)=", html) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []


def test_every_macro_stands_in_the_gallery() -> None:
    """A macro nobody shows is a macro nobody has looked at."""
    gallery = "".join(p.read_text() for p in Path(__file__).with_name("gallery").rglob("*.html"))
    source = "".join(p.read_text() for p in MACROS.glob("*.html"))
    names = set(re.findall(r"macro ([a-z]\w*)\(", source)) - PARTS
    missing = [name for name in sorted(names) if not re.search(rf"\b{name}\(", gallery)]
    assert len(names) > 40
    assert missing == []


def test_errors_are_bound_to_their_fields(app: Flask) -> None:
    page = app.test_client().get("/komponenter").get_data(as_text=True)
    field = re.search(r'<input[^>]*id="f-orgnr"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="f-orgnr-h f-orgnr-e"' in field[0]
    assert '<a href="#f-orgnr">Org.nr: ' in page
    assert '<a href="#f-linjer-0-timer">Timer: Skriv timene.</a>' in page
    assert '<a href="/komponenter">Se kredittsperren</a>' in page
    assert "<dt>Navn</dt><dd>Fjordtre AS</dd>" in page


def test_the_right_control_for_each_field(app: Flask) -> None:
    page = app.test_client().get("/komponenter").get_data(as_text=True)
    assert re.search(
        r'<select[^>]*class="select"[^>]*id="status"|<select[^>]*id="status"[^>]*class="select"', page
    )
    assert re.search(r'<textarea[^>]*class="textarea"', page)
    assert re.search(r'<input[^>]*class="input prefilled"[^>]*id="timeloenn"', page)
    assert "fra tariff" in page


def test_forms_of_the_macro_carry_token_key_and_version(app: Flask) -> None:
    page = app.test_client().get("/komponenter").get_data(as_text=True)
    form = re.search(r'<form method="post"\s+action="/dialog"\s+novalidate.*?</form>', page, re.S)
    assert form is not None
    assert {"csrf_token", "idempotens", "versjon"} <= set(
        re.findall(r'type="hidden"[^>]*value|name="(\w+)"', form[0])
    )


def test_text_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        tag = app.jinja_env.get_template("web/macros/knapp.html").module.tag  # type: ignore[attr-defined]
        assert "&lt;b&gt;" in str(tag("<b>"))
