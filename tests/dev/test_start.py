"""`python3 -m portal start` as a person runs it: from an empty folder to a page, through kills, to a clean stop."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.db.embedded import EmbeddedServer
from portal.dev.ci import clean_environment
from portal.settings import ROOT

PATIENCE_S = 120.0  # a slow machine is no failure; a thing that never comes is


class Portal:
    """One running `start` and what it has said."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.port, self.data_dir = port, data_dir
        self.said = ""
        self.process = self.run()

    def run(self) -> "subprocess.Popen[str]":
        environment = clean_environment() | {
            "PORTAL_DATA_DIR": str(self.data_dir),
            "PORTAL_PORT": str(self.port),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "start"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def wait_for_greeting(self) -> None:
        for line in self.process.stdout or ():
            self.said += line
            if "Ctrl-C" in line:
                return
        raise AssertionError(self.said)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def child(self, sign: str) -> psutil.Process:
        return next(c for c in psutil.Process(self.process.pid).children() if sign in " ".join(c.cmdline()))


def lives(process: psutil.Process) -> bool:
    """A zombie does not: where no init reaps orphans, it stays in the list."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data_dir = tmp_path_factory.mktemp("start") / "data"
    started = Portal(data_dir, port)
    try:
        started.wait_for_greeting()
        yield started
    finally:
        if started.process.poll() is None:
            started.process.terminate()
            started.process.communicate()
        EmbeddedServer(data_dir).remove()


pytestmark = pytest.mark.kills


def test_from_nothing_to_a_page(portal):
    assert f"http://localhost:{portal.port}/nordvik/" in portal.said
    assert "marte@nordvik.example" in portal.said
    assert portal.status("/nordvik/") == 200
    eventually(lambda: portal.status("/helse/klar") == 200)


def test_a_second_start_on_the_same_port_is_a_sentence(portal):
    second = portal.run()
    said, _nothing = second.communicate()
    assert second.returncode == 1
    assert "opptatt" in said
    assert portal.status("/helse/live") == 200


@pytest.mark.parametrize("sign", ["portal.wsgi", "portal.cli worker", "config_file="])
def test_what_is_killed_comes_back(portal, sign):
    """The web server, the worker, the database; each with its successor answering."""
    before = portal.child(sign)
    before.kill()
    eventually(lambda: any(
        sign in " ".join(c.cmdline()) and c.pid != before.pid
        for c in psutil.Process(portal.process.pid).children()
        if c.status() != psutil.STATUS_ZOMBIE
    ))  # fmt: skip
    eventually(lambda: portal.status("/nordvik/") == 200)


def test_stopping_is_clean_and_leaves_nothing_behind(portal):
    family = psutil.Process(portal.process.pid).children(recursive=True)
    assert family
    portal.process.send_signal(signal.SIGTERM)
    said, _nothing = portal.process.communicate()
    assert portal.process.returncode == 0, said
    eventually(lambda: not any(map(lives, family)))
    assert portal.status("/helse/live") == 0
