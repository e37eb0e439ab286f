"""Compiled catalogues: made from `translations/` at start when older than their source, never committed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.i18n import LANGUAGES

DOMAIN = "messages"


def compile_catalogues(root: Path) -> Path:
    """The folder Flask-Babel reads; a language without a catalogue is left out (source strings are Bokmål)."""
    out = root / ".build" / "translations"
    for language in LANGUAGES:
        source = root / "translations" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        target = out / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if source.exists() and not _is_fresh(target, source):
            _compile(source, target, language)
    return out


def _is_fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _compile(source: Path, target: Path, language: str) -> None:
    """Written beside and moved into place: two processes at once both see whole files."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
