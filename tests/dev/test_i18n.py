"""Bringing the catalogues up to date: nothing is lost, nothing stale stays, and doing it twice changes nothing."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.dev.catalogues import LANGUAGES, catalogue_path, list_faults
from portal.dev.i18n import update

MAPPINGS = """
[[tool.babel.mappings]]
method = "python"
pattern = "**.py"
"""
MODULE = """
_("Lagre")
_("Hei, %(navn)s", navn=navn)
ngettext("%(num)d time", "%(num)d timer", antall)
lazy_pgettext("fane", "Oppdrag")
"""
ENGLISH: dict[str, str | list[str]] = {
    "Lagre": "Save",
    "Hei, %(navn)s": "Hi, %(navn)s",
    "%(num)d time": ["%(num)d hour", "%(num)d hours"],
    "Oppdrag": "Assignments",
}


def make_source(*, without: str = "", plural_lagre: bool = False) -> Catalog:
    made = Catalog()
    for text in ("Lagre", "Hei, %(navn)s"):
        if text != without:
            made.add((text, text) if plural_lagre and text == "Lagre" else text)
    made.add(("%(num)d time", "%(num)d timer"))
    made.add("Oppdrag", context="fane")
    return made


def read(root: Path, language: str) -> str:
    return catalogue_path(root, language).read_text("utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small product with complete catalogues."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "side.py").write_text(MODULE, "utf-8")
    (tmp_path / "pyproject.toml").write_text(MAPPINGS, "utf-8")
    for language in LANGUAGES:
        update(make_source(), language, {} if language == "nb" else ENGLISH, root=tmp_path)
    return tmp_path


def test_a_complete_product_has_no_faults(root):
    assert list_faults(root) == []


def test_updating_twice_changes_nothing(root):
    once = read(root, "en")
    assert '"Hi, %(navn)s"' in once
    update(make_source(), "en", {}, root=root)
    assert read(root, "en") == once
    update(make_source(), "en", {"Lagre": "Store"}, root=root)  # the control: what is given does change it
    assert read(root, "en") != once


def test_a_string_that_left_the_source_leaves_the_catalogue(root):
    update(make_source(without="Lagre"), "en", {}, root=root)
    assert "Lagre" not in read(root, "en")
    assert "Hei, %(navn)s" in read(root, "en")


def test_a_string_that_became_plural_is_asked_for_again(root):
    update(make_source(plural_lagre=True), "en", {}, root=root)
    with catalogue_path(root, "en").open("rb") as file:
        became = read_po(file, locale="en").get("Lagre")
    assert became is not None
    assert became.string == ("", "")


def test_a_new_string_is_missing_until_the_command_has_run_and_untranslated_after(root):
    (root / "portal" / "side.py").write_text(MODULE + '_("Slett")\n', "utf-8")
    assert all("mangler" in fault for fault in list_faults(root))
    assert len(list_faults(root)) == len(LANGUAGES)
    source = make_source()
    source.add("Slett")
    for language in LANGUAGES:
        update(source, language, {}, root=root)
    assert [fault[:2] for fault in list_faults(root)] == ["nn", "en"]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('msgid "Lagre"', '#, fuzzy\nmsgid "Lagre"', "fuzzy"),
        ('msgstr "Hi, %(navn)s"', 'msgstr "Hi, %(name)s"', "plassholdere"),
        ('msgstr "Save"', 'msgstr ""', "ikke oversatt"),
        ('msgid "Lagre"', 'msgid "Lagra"', "mangler"),
    ],
)
def test_faults_in_a_written_catalogue_are_found(root, before, after, fault):
    path = catalogue_path(root, "en")
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    assert any(fault in found for found in list_faults(root))
