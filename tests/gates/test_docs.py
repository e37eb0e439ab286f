"""What the papers say must be there: every page and test in docs/funksjoner.md, every command in README."""

import re

from flask import Flask

from portal.cli import COMMANDS
from tests.gates.source import ROOT

ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| `([a-z_.]+)` \| `(tests/[\w/.]+)` \|$")


def rows() -> list[re.Match[str]]:
    text = (ROOT / "docs" / "funksjoner.md").read_text(encoding="utf-8")
    return [found for line in text.splitlines() if (found := ROW.match(line))]


def broken(found: list[re.Match[str]], app: Flask) -> list[str]:
    return [row[1] for row in found if row[3] not in app.view_functions or not (ROOT / row[4]).is_file()]


def test_every_row_names_a_page_and_a_test_that_exist(app: Flask) -> None:
    lines = (ROOT / "docs" / "funksjoner.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if re.match(r"^\| [A-Z]\d+ ", line)]
    assert len(rows()) == len(table) > 40
    assert broken(rows(), app) == []
    assert len({row[1] for row in rows()}) == len(table)


def test_a_row_without_its_page_or_test_is_seen(app: Flask) -> None:
    planted = ROW.match("| Z9 | x | `kundekort.finnes.ikke` | `tests/finnes_ikke.py` |")
    assert planted
    assert broken([planted], app) == ["Z9"]


def test_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"python3 -m portal ([a-z0-9]+)", text))
    table = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", text, re.M)
    named |= {name.split()[0] for cell in table for name in re.findall(r"`([a-z0-9]+(?: [a-z]+)?)`", cell)}
    assert {"start", "test"} <= named
    assert sorted(name for name in named if name not in COMMANDS) == []
