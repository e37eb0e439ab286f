"""Programs that `start` keeps alive: started again when they die, stopped together, never left behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from portal.parent_death import when_parent_dies

LONGEST_PAUSE_S = 30.0
#: A child that has lived this long got past its start: it was killed, not broken, and is started again at once.
SETTLED_S = 10.0


@dataclass
class Child:
    """One program. `grace_s`: how long it may use to finish what it is doing when told to stop."""

    name: str
    command: list[str]
    cwd: Path
    grace_s: float
    #: None is our own.
    environment: dict[str, str] | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause_s: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        # Out of the terminal's group: Ctrl-C is for `start`, which stops its children in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            env=self.environment,
            start_new_session=True,
            preexec_fn=when_parent_dies(signal.SIGTERM),  # noqa: PLW1509 – one thread, and only a system call after fork
        )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def clear_group(self) -> None:
        """Kill what the dead program has left: a killed web server's own workers would go on holding the port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def keep_alive(self, *, say: Callable[[str], None]) -> None:
        """Start it again if it is dead: at once after a long life, else after a pause that doubles."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.due:
            self.clear_group()
            lived = now - self.started
            self.pause_s = 0.0 if lived > SETTLED_S else min(max(1.0, self.pause_s * 2), LONGEST_PAUSE_S)
            self.due = now + self.pause_s
            say(
                f"{self.name} stanset (kode {self.process.returncode}). Starter igjen om {self.pause_s:.0f} s."
            )
        if now >= self.due:
            self.due = 0.0
            self.start()


def stop_all(children: list[Child], *, hurry: Callable[[], bool]) -> None:
    """Tell all to stop, wait for each within its grace, kill the rest. `hurry` cuts the waiting short."""
    told = time.monotonic()
    for child in children:
        if child.process and child.is_alive():
            child.process.terminate()
    for child in children:
        while child.is_alive() and time.monotonic() - told < child.grace_s and not hurry():
            time.sleep(0.05)
        if child.process and child.is_alive():
            child.process.kill()
        if child.process:
            child.process.wait()
        child.clear_group()
