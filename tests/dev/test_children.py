"""The programs `start` keeps alive: restarted when they die, stopped in time, killed when they will not stop."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from portal.dev.children import Child, stop_all

SLEEP = [sys.executable, "-c", "import time; print('i gang', flush=True); time.sleep(600)"]
STUBBORN = [
    *(sys.executable, "-c"),
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "open(sys.argv[1], 'w').close(); time.sleep(600)",
]


def child(command: list[str], *, grace_s: float = 30) -> Child:
    return Child("Prøven", command, Path("/"), grace_s=grace_s)


@pytest.mark.kills
def test_a_child_that_dies_is_started_again_with_growing_pauses():
    one, said = child(SLEEP), []
    one.start()
    try:
        pauses = []
        for _ in range(3):
            first = one.process
            assert first
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            one.keep_alive(say=said.append)
            assert one.process is first, "it waits out its pause"
            pauses.append(one.pause_s)
            one.due = 0.001  # the pause is over
            one.keep_alive(say=said.append)
            assert one.process is not first
            assert one.is_alive()
        assert pauses == [1.0, 2.0, 4.0]
        assert len(said) == 3
    finally:
        stop_all([one], hurry=lambda: False)


@pytest.mark.kills
def test_a_killed_child_leaves_no_grandchild_that_holds_the_port():
    script = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "open(sys.argv[1], 'w').write(str(p.pid)); p.wait()"
    )
    with tempfile.NamedTemporaryFile("r") as note:
        one = child([sys.executable, "-c", script, note.name])
        one.start()
        while not (written := Path(note.name).read_text()):
            assert one.is_alive()
        grandchild = psutil.Process(int(written))
        one.process.kill()
        one.process.wait()
        assert grandchild.status() != psutil.STATUS_ZOMBIE, "the control: it outlives its parent"
        one.keep_alive(say=lambda _sentence: None)
        gone, _alive = psutil.wait_procs([grandchild], timeout=30)
        assert gone or grandchild.status() == psutil.STATUS_ZOMBIE


@pytest.mark.kills
def test_stopping_ends_the_willing_and_kills_the_stubborn(tmp_path):
    ready = tmp_path / "klar"
    willing, stubborn = child(SLEEP), child([*STUBBORN, str(ready)], grace_s=0.2)
    for one in (willing, stubborn):
        one.start()
    while not ready.exists():
        assert stubborn.is_alive()
    stop_all([willing, stubborn], hurry=lambda: False)
    assert willing.process.returncode == -signal.SIGTERM
    assert stubborn.process.returncode == -signal.SIGKILL


@pytest.mark.kills
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does this")
def test_a_killed_starter_takes_its_children_along():
    script = (
        "import sys; from pathlib import Path; from portal.dev.children import Child\n"
        "one = Child('x', [sys.executable, '-c', 'import time; time.sleep(600)'], Path('/'), grace_s=1)\n"
        "one.start(); print(one.process.pid, flush=True); sys.stdin.read()"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], stdin=-1, stdout=-1, text=True)
    pid = int(starter.stdout.readline())
    left = psutil.Process(pid)
    starter.kill()
    starter.communicate()
    gone = psutil.wait_procs([left], timeout=30)[0] or left.status() == psutil.STATUS_ZOMBIE
    assert gone
