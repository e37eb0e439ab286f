"""Locks between processes of one machine. The kernel frees them when their holder dies, also by kill −9."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class FileLock:
    """flock on a file of its own. Not inherited by child programs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Alone, for the time of the block; waits for whoever has it."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def share(self) -> None:
        """Be one of those who use it, until `leave` or the end of the process."""
        if self._descriptor is None:
            self._descriptor = self._open()
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextlib.contextmanager
    def if_unused(self) -> Iterator[bool]:
        """True when nobody shares it; then nobody new can, for the time of the block."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except BlockingIOError:
            free = False
        try:
            yield free
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
