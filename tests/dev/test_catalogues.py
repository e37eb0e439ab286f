"""The catalogue check: each kind of fault is seen, and a sound catalogue has none."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from portal.dev.catalogues import compare, extract


@pytest.fixture
def source() -> Catalog:
    made = Catalog()
    made.add("Lagre")
    made.add("Hei, <b>%(navn)s</b>")
    made.add(("%(num)d time", "%(num)d timer"))
    made.add("Oppdrag", context="fane")
    return made


def translated(**changes: str | tuple[str, ...] | None) -> Catalog:
    texts: dict[str, str | tuple[str, ...] | None] = {
        "lagre": "Save", "hei": "Hi, <b>%(navn)s</b>", "timer": ("%(num)d hour", "%(num)d hours"), "fane": "Jobs",
    }  # fmt: skip
    texts |= changes
    made = Catalog(locale="en")
    for key, message in {
        "lagre": "Lagre", "hei": "Hei, <b>%(navn)s</b>", "timer": ("%(num)d time", "%(num)d timer"), "fane": "Oppdrag",
    }.items():  # fmt: skip
        if texts[key] is not None:
            made.add(message, string=texts[key], context="fane" if key == "fane" else None)
    return made


def test_a_sound_catalogue_has_no_faults(source):
    assert compare(source, translated(), language="en") == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"lagre": None}, "mangler"),
        ({"lagre": ""}, "ikke oversatt"),
        ({"fane": None}, "mangler"),
        ({"timer": ("%(num)d hour", "")}, "ikke oversatt"),
        ({"timer": ("%(num)d hour", "%(antall)d hours")}, "plassholdere"),
        ({"hei": "Hi, <b>%(name)s</b>"}, "plassholdere"),
        ({"hei": "Hi, %(navn)s"}, "tagger"),
    ],
)
def test_each_fault_is_named(source, changes, fault):
    faults = compare(source, translated(**changes), language="en")
    assert len(faults) == 1
    assert fault in faults[0]


def test_fuzzy_and_stale_entries_are_faults(source):
    fuzzy = translated()
    fuzzy["Lagre"].flags.add("fuzzy")
    assert "fuzzy" in compare(source, fuzzy, language="en")[0]
    stale = translated()
    stale.add("Borte", string="Gone")
    assert "står ikke lenger i kilden" in compare(source, stale, language="en")[0]


def test_bokmaal_is_the_source_and_may_be_empty_but_not_half_plural(source):
    assert compare(source, translated(lagre=""), language="nb") == []
    assert compare(source, translated(timer=("%(num)d time", "")), language="nb")


def test_a_template_that_does_not_parse_stops_the_extraction(tmp_path):
    folder = tmp_path / "portal" / "templates"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.babel.mappings]]\nmethod = "jinja2"\npattern = "**/templates/**.html"\nsilent = "false"\n'
    )
    page: Path = folder / "side.html"
    page.write_text("{% trans %}Lagre{% endtrans %}")
    assert "Lagre" in extract(tmp_path)
    page.write_text("{% trans %}Lagre{% endtran %}")
    with pytest.raises(RuntimeError):
        extract(tmp_path)
