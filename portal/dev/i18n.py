"""`python -m portal i18n`: bring the catalogues up to date with the source; `--fra FILE.json` takes translations in."""

import argparse
import json
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from portal.dev.catalogues import LANGUAGES, catalogue_path, extract
from portal.settings import ROOT

HEADER = "# Bemanningsportalen: {language}. Written by `python3 -m portal i18n`; translations are edited by hand.\n"

#: The language of the source strings.
SOURCE = "nb"
#: Header lines that say nothing or change by themselves.
UNSTABLE = ('"POT-', '"PO-', '"Project-Id', '"Report-', '"Last-', '"Language-Team', '"Generated-By')


def main(argv: list[str]) -> int:
    """Update, take in, and say how many strings each language lacks."""
    parser = argparse.ArgumentParser(
        prog="portal i18n", description="Oppdaterer språkkatalogene fra kildekoden."
    )
    parser.add_argument(
        "--fra", type=Path, help="JSON: {språk: {kildestreng: oversettelse eller [entall, flertall]}}"
    )
    parser.add_argument("--mangler", type=Path, help="skriv strengene som mangler, som JSON")
    arguments = parser.parse_args(argv)
    given = json.loads(arguments.fra.read_text("utf-8")) if arguments.fra else {}
    source = extract(ROOT)
    missing: dict[str, list[str | list[str]]] = {}
    for language in LANGUAGES:
        catalogue = update(source, language, given.get(language, {}))
        lacking = [
            list(m.id) if isinstance(m.id, tuple) else m.id for m in catalogue if m.id and not _done(m)
        ]
        missing[language] = lacking
        print(f"{language}: {len(list(catalogue)) - 1} strenger, {len(lacking)} mangler")
    if arguments.mangler:
        arguments.mangler.write_text(json.dumps(missing, ensure_ascii=False, indent=1), "utf-8")
    return 0


def update(
    source: Catalog, language: str, given: dict[str, str | list[str]], *, root: Path = ROOT
) -> Catalog:
    """The language's catalogue with exactly the source's strings, sorted, nothing fuzzy; written to its file."""
    path = catalogue_path(root, language)
    held: dict[tuple[str, str | None], Any] = {}
    if path.exists():
        with path.open("rb") as file:
            held = {
                (_key(m), m.context): m.string for m in read_po(file, locale=language) if m.id and m.string
            }
    fresh = Catalog(
        locale=language,
        project="Bemanningsportalen",
        header_comment=HEADER.format(language=language),
        fuzzy=False,
    )
    for message in sorted((m for m in source if m.id), key=lambda m: (_key(m), m.context or "")):
        string: Any = given.get(_key(message)) or held.get((_key(message), message.context)) or ""
        if isinstance(message.id, tuple):
            string = tuple(string) if isinstance(string, (list, tuple)) and all(string) else ("", "")
        elif not isinstance(string, str):  # it was plural before
            string = ""
        if language == SOURCE and not any(string):
            string = message.id  # the source is this language
        fresh.add(message.id, string, context=message.context, flags=message.flags)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, fresh, no_location=True, width=0, include_previous=False)
    lines = written.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(UNSTABLE)), "utf-8")
    return fresh


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else str(message.id)


def _done(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)
