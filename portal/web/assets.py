"""Everything a browser fetches besides pages: own files and npm libraries, hashed names, a year's cache.

Third-party files are collected from node_modules at start and never committed; icons become one sprite of the names in
static/icons.txt, and static/css/*.css become one stylesheet. Building again when nothing has changed costs one hash of
the inputs.
"""

import gzip
import hashlib
import json
import os
import re
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

OWN = Path(__file__).with_name("static")
LIBRARIES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idiomorph.js": "idiomorph/dist/idiomorph-ext.min.js",
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}
YEAR = 31_536_000
_ICON = re.compile(r"<svg[^>]*>(.*?)</svg>", re.S)
_FONT_IN_CSS = b"fonts/inter-latin-wght-normal.woff2"


class MissingLibraries(RuntimeError):
    """The browser libraries are not installed; `python3 -m portal start` does it."""


def build(root: Path) -> dict[str, str]:
    """Collect into `.build/static`; answers plain name → hashed name.

    Raises:
        MissingLibraries: node_modules lacks one of ours.
    """
    modules, out = root / "node_modules", root / ".build" / "static"
    missing = [path for path in LIBRARIES.values() if not (modules / path).is_file()]
    if missing:
        raise MissingLibraries(f"Mangler {', '.join(missing)}. Kjør «python3 -m portal start» én gang.")
    sources = {name: (modules / path).read_bytes() for name, path in LIBRARIES.items()}
    sources |= {
        path.name: path.read_bytes() for path in sorted(OWN.iterdir()) if path.suffix in {".js", ".svg"}
    }
    sources["app.css"] = stylesheet()
    sources["icons.svg"] = _sprite(modules / "lucide-static" / "icons")
    stamp = hashlib.sha256(b"".join(k.encode() + v for k, v in sorted(sources.items()))).hexdigest()
    manifest = out / "manifest.json"
    if manifest.is_file() and (held := json.loads(manifest.read_text("utf-8"))).get("stamp") == stamp:
        names: dict[str, str] = held["names"]
        return names
    names = {name: _hashed(name, body) for name, body in sources.items() if name != "app.css"}
    css = sources["app.css"].replace(_FONT_IN_CSS, names["inter.woff2"].encode())
    sources["app.css"] = css
    names["app.css"] = _hashed("app.css", css)
    out.mkdir(parents=True, exist_ok=True)
    for name, body in sources.items():
        _write(out / names[name], body)
        if not name.endswith(".woff2"):
            _write(out / f"{names[name]}.gz", gzip.compress(body, 9, mtime=0))
    _write(manifest, json.dumps({"stamp": stamp, "names": names}).encode())
    return names


def stylesheet() -> bytes:
    """Our stylesheets in the order of their names, without comments and indentation. Cascade layers hold the rank."""
    css = "".join(path.read_text("utf-8") for path in sorted(OWN.joinpath("css").glob("*.css")))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};]) ?", r"\1", css).replace(";}", "}").strip().encode()


def asset_url(name: str) -> str:
    """The address of a file by its plain name; a name nobody knows is a KeyError."""
    return f"/static/{current_app.extensions['assets'][name]}"


def icon_url(name: str) -> str:
    """The address of one icon in the sprite; a name the sprite lacks is a KeyError, so that a test sees it."""
    if name not in current_app.extensions["icons"]:
        raise KeyError(f"icon {name}: add it to static/icons.txt")
    return f"{asset_url('icons.svg')}#i-{name}"


def icon_names() -> frozenset[str]:
    """Names the sprite holds."""
    return frozenset(OWN.joinpath("icons.txt").read_text("ascii").split())


def register(app: Flask, root: Path) -> None:
    """Build, and serve under /static."""
    app.extensions["assets"] = build(root)
    app.extensions["icons"] = icon_names()
    folder = root / ".build" / "static"

    def static_files(name: str) -> Response:
        zipped = f"{name}.gz"
        if "gzip" in request.headers.get("Accept-Encoding", "") and (folder / zipped).is_file():
            response = send_from_directory(folder, zipped, max_age=YEAR)
            response.headers["Content-Encoding"] = "gzip"
            response.mimetype = _mimetype(name)
        else:
            response = send_from_directory(folder, name, max_age=YEAR)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    app.add_url_rule("/static/<name>", "static_files", static_files)


def _mimetype(name: str) -> str:
    kinds = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
    return kinds.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def _sprite(folder: Path) -> bytes:
    symbols = []
    for name in sorted(icon_names()):
        found = _ICON.search((folder / f"{name}.svg").read_text("utf-8"))
        if found is None:
            raise MissingLibraries(f"Ikonet {name} finnes ikke i ikonpakken.")
        body = re.sub(r"\s+", " ", found[1]).strip()
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()


def _hashed(name: str, body: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"


def _write(path: Path, body: bytes) -> None:
    """Written beside and moved into place: two processes at once both see whole files."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    draft.replace(path)
