"""Static files: hashed, joined, zipped, cached for a year, and built only when something changed."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from portal.web import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of its own with the libraries, so that nothing of the real build is touched."""
    root = tmp_path_factory.mktemp("assets")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    assets.build(root)
    return root


@pytest.fixture(scope="module")
def app(root: Path) -> Flask:
    app = Flask(__name__, static_folder=None)
    assets.register(app, root)
    return app


def built(root: Path, name: str) -> bytes:
    return (root / ".build" / "static" / assets.build(root)[name]).read_bytes()


def test_names_carry_the_hash_of_what_is_served(root: Path) -> None:
    names = assets.build(root)
    assert set(names) == {
        "app.css",
        "app.js",
        "favicon.svg",
        "htmx.js",
        "icons.svg",
        "idiomorph.js",
        "inter.woff2",
    }
    assert all(re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.\w+", hashed) for hashed in names.values())


def test_nothing_is_written_when_nothing_changed(root: Path) -> None:
    manifest = root / ".build" / "static" / "manifest.json"
    before = manifest.stat().st_ino
    assets.build(root)
    assert manifest.stat().st_ino == before
    manifest.write_text(json.dumps({"stamp": "gammel", "names": {}}))
    assets.build(root)
    assert manifest.stat().st_ino != before


def test_missing_libraries_are_said(tmp_path: Path) -> None:
    with pytest.raises(assets.MissingLibraries, match="htmx"):
        assets.build(tmp_path)


def test_the_stylesheet_is_joined_in_order_and_whole() -> None:
    css = assets.stylesheet().decode()
    assert css.startswith("@layer reset, tokens, base, layout, components, screens, utilities, print;")
    assert css.count("{") == css.count("}") > 800
    assert "/*" not in css
    assert all(f".hue-{n}{{" in css for n in range(12))
    assert css.rindex("@layer print{") > css.rindex("@layer utilities{")


def test_the_font_is_named_as_it_is_served(root: Path) -> None:
    assert f'url("{assets.build(root)["inter.woff2"]}")'.encode() in built(root, "app.css")
    assert built(root, "inter.woff2")[:4] == b"wOF2"


def test_every_class_of_our_templates_is_known_to_the_stylesheet() -> None:
    """A class without a rule is a slip of the pen, or a rule that was lost."""
    css = assets.stylesheet().decode()
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css)) | {"more", "htmx-indicator", "opt-row", "sprite"}
    used: set[str] = set()
    for path in sorted((ROOT / "portal" / "web" / "templates").rglob("*.html")):
        for value in re.findall(r'\sclass="([^"]*)"', path.read_text("utf-8")):
            plain = re.sub(r"\{[{%].*?[%}]\}", "\x00", value)
            used |= {word for word in plain.split() if "\x00" not in word}
    assert len(used) > 100
    assert used - known == set()


def test_every_icon_named_in_a_template_or_in_code_is_in_the_sprite(root: Path) -> None:
    sprite = built(root, "icons.svg").decode()
    held = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    assert held == assets.icon_names()
    named: set[str] = set()
    for path in sorted((ROOT / "portal").rglob("*.html")):
        named |= set(re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text("utf-8")))
    assert len(named) > 10
    assert named - held == set()
    assert "<script" not in sprite


def test_files_are_zipped_and_kept_a_year(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        url = assets.asset_url("app.js")
    with (
        client.get(url) as plain,
        client.get(url, headers={"Accept-Encoding": "gzip"}) as zipped,
    ):
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.data) == plain.data
        for response in (plain, zipped):
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["Vary"] == "Accept-Encoding"
            assert response.mimetype == "text/javascript"


@pytest.mark.parametrize("path", ["/static/app.js", "/static/..%2f..%2fpyproject.toml", "/static/borte.css"])
def test_only_built_files_are_served(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_an_unknown_name_fails_where_it_is_written(app: Flask) -> None:
    with app.test_request_context():
        with pytest.raises(KeyError):
            assets.asset_url("borte.css")
        with pytest.raises(KeyError, match=r"icons\.txt"):
            assets.icon_url("borte")


def test_a_changed_library_changes_its_name(root: Path, tmp_path: Path) -> None:
    for path in assets.LIBRARIES.values():
        target = tmp_path / "node_modules" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "node_modules" / path, target)
    (tmp_path / "node_modules" / "lucide-static").symlink_to(ROOT / "node_modules" / "lucide-static")
    changed = tmp_path / "node_modules" / assets.LIBRARIES["htmx.js"]
    changed.write_bytes(changed.read_bytes() + b"\n// new\n")
    new, old = assets.build(tmp_path), assets.build(root)
    assert new["htmx.js"] != old["htmx.js"]
    assert {name for name in new if new[name] != old[name]} == {"htmx.js"}
