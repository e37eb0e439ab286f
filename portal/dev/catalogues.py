"""The catalogues against the source: nothing missing, nothing fuzzy, nothing stale, placeholders and tags equal.

Source strings are Bokmål, so `nb` may leave a translation empty; `nn` and `en` may not.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LANGUAGES = ("nb", "nn", "en")
COMPLETE = ("nn", "en")
DOMAIN = "messages"
#: Our own names for gettext's functions, in the form `pybabel extract` takes.
KEYWORDS = (
    "_l",
    "lazy_gettext",
    "lazy_pgettext:1c,2",
    "lazy_ngettext:1,2",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")


def extract(root: Path) -> Catalog:
    """Every string of source and templates, as `[[tool.babel.mappings]]` in pyproject.toml finds them.

    Raises:
        RuntimeError: extraction failed or warned, for example over a template that does not parse.
    """
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        command = [sys.executable, "-W", "error", "-m", "babel.messages.frontend", "--quiet", "extract"]
        command += ["-F", "pyproject.toml", "-o", str(template)]
        command += [part for keyword in KEYWORDS for part in ("-k", keyword)]
        found = subprocess.run([*command, "portal"], cwd=root, capture_output=True, text=True, check=False)
        if found.returncode or found.stderr.strip():
            raise RuntimeError(found.stderr.strip())
        with template.open("rb") as file:
            return read_po(file)


def catalogue_path(root: Path, language: str) -> Path:
    return root / "translations" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def list_faults(root: Path) -> list[str]:
    """One Norwegian line per fault; an empty list is in order."""
    try:
        source = extract(root)
    except RuntimeError as error:
        return [f"Strengene lot seg ikke hente ut: {error}"]
    faults: list[str] = []
    for language in LANGUAGES:
        path = catalogue_path(root, language)
        if not path.exists():
            faults.append(f"{path.relative_to(root)} mangler.")
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        faults += compare(source, catalogue, language=language)
    return faults


def compare(source: Catalog, catalogue: Catalog, *, language: str) -> list[str]:
    """Faults of one catalogue, in the order of the source."""
    faults = []
    wanted = {_key(message): message for message in source if message.id}
    has = {_key(message): message for message in catalogue if message.id}
    for key, message in wanted.items():
        shown = f"{language}: «{_first(message)}»"
        found = has.get(key)
        if found is None:
            faults.append(f"{shown} mangler. Kjør python3 -m portal i18n.")
        elif found.fuzzy:
            faults.append(f"{shown} er merket fuzzy.")
        elif not all(_forms(found)):
            if language in COMPLETE or (any(_forms(found)) and len(_forms(found)) > 1):
                faults.append(f"{shown} er ikke oversatt.")
        else:
            faults += [f"{shown} {fault}" for fault in _unequal(message, found)]
    faults += [
        f"{language}: «{_first(message)}» står ikke lenger i kilden. Kjør python3 -m portal i18n."
        for key, message in has.items()
        if key not in wanted
    ]
    return faults


def _unequal(source: Message, translated: Message) -> list[str]:
    """Every form must carry what the source's forms carry; a singular may leave out its number."""
    ids = source.id if isinstance(source.id, (list, tuple)) else (source.id,)
    faults = []
    for what, pattern in (("plassholdere", PLACEHOLDER), ("tagger", TAG)):
        allowed = [sorted(pattern.findall(text)) for text in ids]
        wrong = [form for form in _forms(translated) if sorted(pattern.findall(form)) not in allowed]
        faults += [f"har andre {what} enn kilden: «{form}»." for form in wrong]
    return faults


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _first(message)


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (list, tuple)) else message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (str(message.string),)
