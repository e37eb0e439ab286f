"""The portal as processes: how soon web answers, what web and worker hold in memory, how much a first visit fetches."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.db.embedded import EmbeddedServer
from portal.dev.bench_pages import NotMeasured
from portal.dev.bench_people import Site
from portal.serve import web_command
from portal.settings import Settings

READY_S, SECOND_START_S, MEMORY_MB, FIRST_VISIT = 1.5, 5.0, 350, 150_000
#: Requests before memory is read the first time, and after that the second time.
WARM, MORE = 300, 1_000
USERS, SECONDS = 8, 6.0
PATIENCE_S = 60.0
Say = Callable[[str], None]


@dataclass
class Drift:
    """Processes. None where this machine cannot tell."""

    klar_s: float
    #: Proportional set size of web with its workers and of the worker, after WARM requests and after MORE.
    minne_mb: float | None
    minne_etter_mb: float | None
    #: Requests a second with eight users, by address.
    per_s: dict[str, float]
    foerste_besoek: int
    andre_start_s: float | None = None

    def over(self) -> list[str]:
        """What is not reached, in words."""
        found = []
        if self.klar_s > READY_S:
            found.append(f"nettsiden klar etter {self.klar_s:.1f} s (høyst {READY_S})")
        if self.minne_mb is not None and self.minne_mb > MEMORY_MB:
            found.append(f"{self.minne_mb:.0f} MB minne (høyst {MEMORY_MB})")
        if self.foerste_besoek > FIRST_VISIT:
            found.append(f"{self.foerste_besoek} byte ved første besøk (høyst {FIRST_VISIT})")
        if self.andre_start_s is not None and self.andre_start_s > SECOND_START_S:
            found.append(f"andre start tar {self.andre_start_s:.1f} s (høyst {SECOND_START_S:.0f})")
        return found


def start_is_ours(settings: Settings) -> bool:
    """Nobody else has the embedded database up, so that a start can be measured when we are done."""
    return settings.embedded and EmbeddedServer(settings.data_dir).pid() is None


def measure_processes(settings: Settings, site: Site, *, say: Say) -> Drift:
    """Web with its workers and the worker, on a free port; the database is up."""
    say("  nettside og arbeider")
    port = _free_port()
    environment = os.environ | {"PORTAL_PORT": str(port)}  # noqa: TID251 - the child's own
    command = [str(port) if part == str(settings.port) else part for part in web_command(settings)]
    begun = time.monotonic()
    with _process(command, environment) as web:
        _wait(f"http://127.0.0.1:{port}/helse/live")
        ready = time.monotonic() - begun
        base, cookie = f"http://127.0.0.1:{port}/{site.cast.slug}", _cookie(site)
        paths = [f"/kunder/{site.kunde_id}", "/kunder", "/fakturaer"]
        for place in range(WARM):
            _fetch(f"{base}{paths[place % len(paths)]}", cookie)
        # Before the worker, which now has the documents of all that was issued to make.
        per_s = {path: _throughput(f"{base}{path}", cookie) for path in paths}
        visit = _first_visit(f"http://127.0.0.1:{port}", f"/{site.cast.slug}/kunder", cookie)
        with _process([sys.executable, "-m", "portal.cli", "worker"], environment) as worker:
            before = _memory_mb(web.pid, worker.pid)
            for place in range(MORE):
                _fetch(f"{base}{paths[place % len(paths)]}", cookie)
            after = _memory_mb(web.pid, worker.pid)
    return Drift(ready, before, after, per_s, visit)


def measure_second_start(settings: Settings, *, say: Say) -> float:
    """`portal start` on a set-up database until its first page; seconds."""
    say("  andre start")
    port = _free_port()
    environment = os.environ | {"PORTAL_PORT": str(port)}  # noqa: TID251 - the child's own
    begun = time.monotonic()
    with _process([sys.executable, "-m", "portal.cli", "start"], environment):
        _wait(f"http://127.0.0.1:{port}/nordvik/logg-inn")
        return time.monotonic() - begun


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=PATIENCE_S)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 - loopback
            return
        time.sleep(0.02)
    raise NotMeasured(f"{address} svarte ikke på {PATIENCE_S:.0f} s.")


def _fetch(address: str, cookie: str = "", *, packed: bool = False) -> bytes:
    headers = {"Cookie": cookie} if cookie else {}
    if packed:
        headers["Accept-Encoding"] = "gzip"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
        body: bytes = answer.read()
        return body


def _throughput(address: str, cookie: str) -> float:
    """Requests a second with USERS at once, for SECONDS."""
    until, done = time.monotonic() + SECONDS, [0] * USERS

    def user(place: int) -> None:
        while time.monotonic() < until:
            _fetch(address, cookie)
            done[place] += 1

    threads = [threading.Thread(target=user, args=(place,)) for place in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def _first_visit(origin: str, path: str, cookie: str) -> int:
    """Bytes over the wire of a page and all it names under /static, the font of the stylesheet too."""
    page = _fetch(f"{origin}{path}", cookie, packed=True)
    text = _fetch(f"{origin}{path}", cookie).decode()
    names = set(re.findall(r'["(](/static/[\w.-]+)', text)) | set(re.findall(r'href="(/[\w/]+\.css)"', text))
    for sheet in [name for name in names if name.endswith(".css")]:
        names |= {
            f"/static/{font}" for font in re.findall(r"([\w.-]+\.woff2)", _fetch(origin + sheet).decode())
        }
    return len(page) + sum(len(_fetch(origin + name, cookie, packed=True)) for name in sorted(names))


def _memory_mb(*roots: int) -> float | None:
    """Proportional set size of these processes and all below them; Linux alone tells."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    return sum(_pss(pid) for root in roots for pid in _family(root)) / 1_024


def _family(root: int) -> list[int]:
    tasks = Path(f"/proc/{root}/task")
    below = [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
    return [root, *[pid for child in below for pid in _family(child)]]


def _pss(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) if found else 0


def _cookie(site: Site) -> str:
    return "; ".join(f"{name}={value}" for name, value in site.oekonomi.cookies.items())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
