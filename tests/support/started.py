"""`python3 -m portal start` as a person runs it, with a mail server beside it; one for the whole run."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from portal.db.embedded import EmbeddedServer
from portal.dev.ci import clean_environment
from portal.settings import ROOT
from tests.support.smtp_server import Behaviour, smtp_server

Held = TypeVar("Held")
#: The first start makes a database, a schema and a demo.
FIRST_START_S = 900.0
PATIENCE_S = 300.0  # a slow machine is no failure; a thing that never comes is
#: Words in the command lines of what `start` runs.
WEB, WORKER, DATABASE = "portal.wsgi", "portal.cli worker", "config_file="


def eventually(holds: Callable[[], Held], *, seconds: float = PATIENCE_S, what: str = "") -> Held:
    """What `holds` answers once it is true; a failure when it never becomes so."""
    deadline = time.monotonic() + seconds
    while not (held := holds()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return held


class Started:
    """One installation: its folder, its port, its mail server, and the running `start`."""

    def __init__(self, folder: Path, *, mail: Behaviour, smtp_port: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.folder, self.data_dir, self.mail = folder, folder / "data", mail
        self.environment = clean_environment() | {
            "PORTAL_DATA_DIR": str(self.data_dir),
            "PORTAL_PORT": str(self.port),
            "PORTAL_SMTP_HOST": "127.0.0.1",
            "PORTAL_SMTP_PORT": str(smtp_port),
            "PORTAL_SMTP_SECURITY": "ingen",
            "PORTAL_SMTP_FROM": "portal@nordvik.example",
        }
        self.runs = 0
        self.process: subprocess.Popen[str] | None = None

    @property
    def log(self) -> Path:
        """What the newest `start` and its children have said. A file: a pipe nobody empties would stop them."""
        return self.folder / f"start-{self.runs}.log"

    def ensure(self) -> "Started":
        """Start it when it does not run, and wait for the greeting."""
        if self.process is None or self.process.poll() is not None:
            self.runs += 1
            with self.log.open("w") as log:
                self.process = self.command("start", stdout=log, stderr=subprocess.STDOUT)
            eventually(
                lambda: "Ctrl-C" in self.said or self.process.poll() is not None, seconds=FIRST_START_S
            )
            assert self.process.poll() is None, self.said
        return self

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def command(self, *words: str, **streams: Any) -> "subprocess.Popen[str]":
        """`python -m portal WORDS` on this installation."""
        return subprocess.Popen(
            [sys.executable, "-m", "portal.cli", *words], cwd=ROOT, env=self.environment, text=True, **streams
        )

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def child(self, sign: str) -> psutil.Process | None:
        """The living child whose command line holds the sign."""
        assert self.process
        for child in psutil.Process(self.process.pid).children():
            try:
                if sign in " ".join(child.cmdline()) and lives(child):
                    return child
            except psutil.NoSuchProcess:
                continue
        return None

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def lives(process: psutil.Process) -> bool:
    """A zombie does not: where no init reaps orphans, it stays in the list."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Not started yet: `ensure()`. The database is durable, as a person's is."""
    mail = Behaviour()
    with smtp_server(mail) as smtp_port:
        started = Started(tmp_path_factory.mktemp("start"), mail=mail, smtp_port=smtp_port)
        try:
            yield started
        finally:
            started.stop()
            EmbeddedServer(started.data_dir).remove()
