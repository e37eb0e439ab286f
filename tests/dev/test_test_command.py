"""The command that CI runs must not be able to pass without having run: each way of leaving out is tried."""

import os
from itertools import combinations
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from portal.dev import browser_setup, test_command
from portal.dev.browser_setup import ensure_browser

MARKS = ("browser", "matrix", "kills", "ehf", "commits")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own, with reference material beside it."""
    folder = tmp_path / "prosjekt"
    (folder / "tests").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-p no:cacheprovider"\n')
    monkeypatch.setattr(test_command, "ROOT", folder)
    monkeypatch.setattr(test_command, "SHARED", tmp_path / "shared")
    monkeypatch.delenv("CI", raising=False)
    return folder


def write(project: Path, text: str) -> None:
    (project / "tests" / "test_x.py").write_text(text)


def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without browser, whose user may not install one."""
    monkeypatch.setenv("PATH", "/finnes-ikke")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser_setup, "MAC_APPS", ())


def sections_of(marks: set[str]) -> list[str]:
    return [
        section.name
        for section in test_command.SECTIONS
        if Expression.compile(section.marks).evaluate(lambda name, **_: name in marks)
    ]


def test_every_test_is_run_and_only_the_long_drills_are_left_out():
    assert sections_of(set()) == ["Suiten"]
    for mark in MARKS:
        assert len(sections_of({mark})) == 1, mark
        assert sections_of({mark, "drill"}) == []
    for pair in combinations(MARKS, 2):
        assert sections_of(set(pair)), pair


def test_counts_and_exit_codes(project, capfd):
    write(project, "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('fordi')\n")
    assert test_command.main(["tests"]) == 0
    assert "1 passed, 1 skipped" in capfd.readouterr().out
    write(project, "def test_a(): pass\ndef test_b(): assert False\n")
    assert test_command.main(["tests"]) == 1
    out = capfd.readouterr().out
    assert "1 failed, 1 passed" in out
    assert "FEILET tests.test_x::test_b" in out


@pytest.mark.parametrize("content", ["", "import finnes_ikke\n"])
def test_no_tests_and_tests_that_cannot_be_read_are_failures(project, content, capfd):
    write(project, content)
    assert test_command.main(["tests"]) == 1
    assert "FEILET" in capfd.readouterr().out


def test_what_is_missing_is_said_aloud_and_fails_in_ci(project, monkeypatch, capfd):
    write(project, "def test_a(): pass\n")
    no_browser(monkeypatch)
    test_command.SHARED.rmdir()
    assert test_command.main(["tests"]) == 0
    out = capfd.readouterr().out
    assert out.count("IKKE KJØRT") == 2
    assert "2 not run" in out
    monkeypatch.setenv("CI", "true")
    assert test_command.main(["tests"]) == 1
    assert "passed in" in capfd.readouterr().out


def test_tests_do_not_see_the_settings_of_the_one_who_runs_them(project, monkeypatch, capfd):
    monkeypatch.setenv("PORTAL_PORT", "1")
    write(project, "import os\ndef test_a(): assert not [n for n in os.environ if n.startswith('PORTAL_')]\n")
    assert test_command.main(["tests"]) == 0, capfd.readouterr().out


def test_a_browser_on_the_path_is_found(tmp_path, monkeypatch):
    no_browser(monkeypatch)
    assert ensure_browser(say=print) is None
    chromium = tmp_path / "chromium"
    chromium.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ensure_browser(say=print) == chromium
