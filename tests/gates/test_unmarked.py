"""Text for people goes through gettext: nothing readable stands bare in a template or in a string of the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.settings import ROOT

#: What is the same in every language: keys of the keyboard, abbreviations, names.
SAME = {"Bemanningsportalen", "Ctrl", "Demo", "Enter", "Esc", "KID", "PDF", "min"}
ATTRIBUTES = re.compile(r'\s(?:aria-label|placeholder|title|alt)="([^"]*)"')
#: In this order: what is not text is taken out of a template.
NOT_TEXT = (
    re.compile(r"\{#.*?#\}", re.S),
    re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.S),
    re.compile(r"\{% block bodyclass %\}.*?endblock %\}", re.S),
    re.compile(r"\{%-?\s*raw\b.*?endraw\s*-?%\}", re.S),
)
CODE = (re.compile(r"\{\{.*?\}\}", re.S), re.compile(r"\{%.*?%\}", re.S))
TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", re.S)
WORD = re.compile(r"[^\W\d_]{3,}")
NORWEGIAN = re.compile(r"[æøåÆØÅ]")
MARKS = {"_", "_l", "ngettext", "gettext", "lazy_gettext", "pgettext", "lazy_pgettext", "lazy_ngettext"}
#: Not pages: what is read in a terminal, and demo data.
TERMINAL = re.compile(
    r"portal/(dev|db|tenancy)/|/commands\.py$|portal/(__main__|cli|settings|database|worker|web/assets)\.py$"
    r"|portal/faktura/(verification|verification_betaling|utsendelse/ehf_check)\.py$"
)
#: Names marked where they are shown, and words people may type.
ELSEWHERE = {"portal/registers/public_holidays.py", "portal/web/parse.py"}


def list_bare_words(template: str) -> list[str]:
    """Words a reader would see that no translation can reach."""
    for pattern in NOT_TEXT:
        template = pattern.sub(" ", template)
    for pattern in CODE:
        template = pattern.sub("", template)
    seen = [TAG.sub(" ", template), *ATTRIBUTES.findall(template)]
    return [word for text in seen for word in WORD.findall(re.sub(r"&\w+;", " ", text)) if word not in SAME]


def list_bare_strings(source: str) -> Iterator[str]:
    """Strings with Norwegian letters that are neither marked, documentation, patterns nor sentences in SQL."""
    tree = ast.parse(source)
    marked = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS
        for inner in ast.walk(node)
    }
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if (
            id(node) not in marked | documentation
            and NORWEGIAN.search(node.value)
            and " " in node.value.strip()
        ):
            yield node.value


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Lagre</p>", ["Lagre"]),
        ('<input placeholder="Navn">', ["Navn"]),
        ("<p>{% trans %}Lagre{% endtrans %}</p>", []),
        ('<p title="{{ _("Navn") }}">{{ _("Lagre") }} {# merknad #}</p>', []),
        ('<a href="x" class="side stor">1 &nbsp; OK</a>', []),
    ],
)
def test_the_check_sees_bare_words(template, found):
    assert list_bare_words(template) == found


def test_the_check_sees_bare_strings():
    assert list(list_bare_strings('"""Dokument på norsk."""\nx = "Prøv på nytt"')) == ["Prøv på nytt"]
    assert list(list_bare_strings('x = _("Prøv på nytt")')) == []


def test_templates_mark_their_text():
    paths = sorted((ROOT / "portal").glob("**/templates/**/*.html"))
    assert len(paths) > 50
    bare = {
        str(path.relative_to(ROOT)): words for path in paths if (words := list_bare_words(path.read_text()))
    }
    assert bare == {}


def test_the_source_marks_its_text():
    bare: dict[str, list[str]] = {}
    for path in sorted((ROOT / "portal").rglob("*.py")):
        name = str(Path(path).relative_to(ROOT))
        if TERMINAL.search(name) or name in ELSEWHERE:
            continue
        if strings := list(list_bare_strings(path.read_text("utf-8"))):
            bare[name] = strings
    assert bare == {}
