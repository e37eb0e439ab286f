"""The server's process: which one it is, and how a stale lock file is kept from fooling anybody."""

import os
import signal
import stat
import subprocess
import time

import psutil

from portal.db.embedded_place import Place

Child = subprocess.Popen[bytes]
#: Servers this process has started. Kept, so that they can be reaped and nobody warns of them.
_children: list[Child] = []


def launch(place: Place) -> Child:
    """Start the server as a child in a session of its own: Ctrl-C in the terminal is not for it."""
    with place.start_log.open("wb") as said:
        child = subprocess.Popen(  # noqa: S603 – our own binary, our own arguments
            [
                str(place.bin_dir / "postgres"),
                "-D",
                str(place.data),
                "-c",
                f"config_file={place.home / 'postgresql.conf'}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **place.identity(),
        )
    _children.append(child)
    return child


def server_pid(place: Place) -> int | None:
    """The PID of the server that runs in this data directory, None when none does.

    A PID in postmaster.pid proves nothing: after a power loss it may be another program's. It counts only
    if that process is a postgres that was started on this very directory.
    """
    _children[:] = [child for child in _children if child.poll() is None]  # reaps the dead
    try:
        pid = int(place.pid_file.read_text(encoding="ascii").split("\n", 1)[0])
        process = psutil.Process(pid)
        command = process.cmdline()
        dead = process.status() == psutil.STATUS_ZOMBIE
    except (OSError, ValueError, psutil.Error):
        return None
    ours = bool(command) and command[0].endswith("postgres") and str(place.data) in command
    return pid if ours and not dead else None


def clear_stale_locks(place: Place) -> None:
    """Make the lock files of a dead server harmless. The caller has seen that no server of ours runs.

    postmaster.pid also names the shared memory by which PostgreSQL notices that backends of the killed
    server are still at work; deleting the file would blind it. So only the PID in it is changed, to ours: a
    server takes its own parent's PID for stale, and goes on to check the memory.
    """
    place.socket.unlink(missing_ok=True)
    place.socket.with_name(f"{place.socket.name}.lock").unlink(missing_ok=True)
    if place.pid_file.is_symlink():
        place.pid_file.unlink()  # no server of ours makes one; writing through it could hit any file
    try:
        descriptor = os.open(place.pid_file, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "r+b") as file:
        facts = os.fstat(file.fileno())
        content = file.read()
        first, _newline, rest = content.partition(b"\n")
        if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 and first.strip().isdigit():
            file.seek(0)
            file.write(str(os.getpid()).encode() + b"\n" + rest)
            file.truncate()
            return
    # Empty or garbled, as a full disk leaves it: it names no memory, and PostgreSQL would refuse to start.
    place.pid_file.unlink(missing_ok=True)


def wait_for_end(place: Place, pid: int, *, seconds: float) -> bool:
    """True when the process is gone within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server_pid(place) != pid:
            return True
        time.sleep(0.02)
    return False


def shut_down(place: Place, *, at_once: bool, patience: float = 60.0) -> None:
    """Stop the server if it runs: cleanly, after `patience` seconds at once (WAL recovers it)."""
    pid = server_pid(place)
    if pid is None:
        return
    for order in (signal.SIGQUIT,) if at_once else (signal.SIGINT, signal.SIGQUIT):
        try:
            os.kill(pid, order)
        except ProcessLookupError:
            return
        if wait_for_end(place, pid, seconds=patience):
            return
    os.kill(pid, signal.SIGKILL)
    wait_for_end(place, pid, seconds=patience)
