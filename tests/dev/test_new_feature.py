"""The scaffold lays out what style says, in files that parse, and touches nothing that is there."""

import ast

import pytest

from portal.dev.new_feature import files, main
from portal.settings import SettingsError


def test_a_feature_has_the_five_files_a_page_and_a_failing_test() -> None:
    found = {str(path): body for path, body in files("feature", "kundekort/notater").items()}
    assert {path.rsplit("/", 1)[-1] for path in found} == {
        "routes.py",
        "forms.py",
        "actions.py",
        "queries.py",
        "__init__.py",
        "vis.html",
        "test_routes.py",
    }
    for path, body in found.items():
        if path.endswith(".py"):
            ast.parse(body)
    assert "kundekort.notater.vis" in found["tests/kundekort/notater/test_routes.py"]


@pytest.mark.parametrize("navn", ["Kundekort/x", "kundekort/æ", "a/b-c", "../x/y", ""])
def test_odd_names_are_refused(navn: str) -> None:
    with pytest.raises(SettingsError):
        files("feature", navn)


def test_what_is_there_is_left_alone() -> None:
    with pytest.raises(SettingsError, match="finnes fra før"):
        main(["room", "kundekort"])
