"""`python3 -m portal`: help without set-up, set-up by lock files, one sentence when something is missing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal import __main__ as setup
from portal import cli
from portal.errors import Refused
from portal.settings import ROOT, SettingsError


def bare_clone(folder: Path) -> Path:
    """The files a machine needs before anything is installed; nothing else is there to lean on."""
    (folder / "portal").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "cli.py", "errors.py", "settings.py"):
        shutil.copy(ROOT / "portal" / name, folder / "portal")
    for name in ("requirements.lock", "requirements-dev.lock", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-S", "-m", "portal", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env={"PATH": os.defpath, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_exists_and_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.load(cli.COMMANDS[command][0])(["--help"])
    assert ended.value.code == 0
    assert f"portal {command}" in capsys.readouterr().out


def test_help_and_unknown_commands_need_no_set_up(tmp_path):
    folder = bare_clone(tmp_path / "klone")
    asked, nothing, unknown = run(folder, "--help"), run(folder), run(folder, "finnesikke")
    assert (asked.returncode, nothing.returncode, unknown.returncode) == (0, 2, 2)
    assert all(command in asked.stdout for command in cli.COMMANDS)
    assert "Ukjent kommando: finnesikke" in unknown.stderr
    assert not (folder / ".venv").exists()


def test_without_network_it_says_so(tmp_path):
    folder = bare_clone(tmp_path / "klone")
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    found = run(folder, "start", **closed)
    assert found.returncode == 1
    assert "Fikk ikke kontakt med pakkelageret" in found.stderr
    assert "Traceback" not in found.stderr
    assert not setup._read_stamp(folder / ".venv"), "a set-up that failed is taken up again"


@pytest.mark.parametrize("error", [Refused("Nei, takk."), SettingsError("Nei, takk.")])
def test_what_a_person_can_mend_is_a_sentence(monkeypatch, capsys, error):
    def refuse(_arguments: list[str]) -> int:
        raise error

    monkeypatch.setitem(cli.COMMANDS, "proeve", ("x:y", ""))
    monkeypatch.setattr(cli, "load", lambda _target: refuse)
    assert cli.main(["proeve"]) == 1
    assert capsys.readouterr().err == "Nei, takk.\n"


def test_a_bug_keeps_its_stack(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "proeve", ("x:y", ""))
    monkeypatch.setattr(cli, "load", lambda _target: lambda _arguments: {}["borte"])
    with pytest.raises(KeyError):
        cli.main(["proeve"])


# What counts as set up


@pytest.fixture
def clone(tmp_path, monkeypatch) -> Path:
    """A project folder whose environment and browser libraries are in order."""
    folder = bare_clone(tmp_path / "klone")
    monkeypatch.setattr(setup, "ROOT", folder)
    monkeypatch.setattr(setup, "VENV", folder / ".venv")
    monkeypatch.setattr(setup, "PYTHON", folder / ".venv" / "bin" / "python")
    monkeypatch.setattr(setup, "NODE_MODULES", folder / "node_modules")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / "node_modules").mkdir()
    setup._write_stamp(
        folder / ".venv", {name: setup._digest(folder / name) for name in setup._locks(dev=True)}
    )
    setup._write_stamp(
        folder / "node_modules", {"package-lock.json": setup._digest(folder / "package-lock.json")}
    )
    return folder


def test_nothing_is_done_when_nothing_has_changed(clone, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)  # whoever starts a program now fails
    monkeypatch.setattr(subprocess, "Popen", None)
    setup.set_up(dev=True)
    setup.set_up(dev=False)


def test_a_changed_lock_is_noticed(clone):
    assert setup._python_is_current(dev=False)
    with (clone / "requirements-dev.lock").open("a") as lock:
        lock.write("\n")
    assert setup._python_is_current(dev=False)
    assert not setup._python_is_current(dev=True)
    with (clone / "package-lock.json").open("a") as lock:
        lock.write("\n")
    assert not setup._node_is_current()


@pytest.mark.parametrize("stamp", ["", "{", "[]", json.dumps({"requirements.lock": "gammel"})])
def test_a_half_written_stamp_is_no_stamp(clone, stamp):
    (clone / ".venv" / setup.STAMP).write_text(stamp)
    assert not setup._python_is_current(dev=False)


def test_an_environment_whose_python_is_gone_is_made_again(clone):
    (clone / ".venv" / "bin" / "python").unlink()
    (clone / ".venv" / "bin" / "python").symlink_to(clone / "borte")
    assert not setup._python_is_current(dev=False)


def test_a_shared_environment_is_used_as_it_is(clone):
    (clone / ".venv").rename(clone / "delt")
    (clone / "delt" / setup.STAMP).unlink()
    (clone / ".venv").symlink_to(clone / "delt")
    assert setup._python_is_current(dev=True)


def test_the_lock_of_browser_libraries_holds_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all("resolved" not in package and "integrity" in package for package in packages)
