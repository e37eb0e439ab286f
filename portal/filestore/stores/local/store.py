"""The embedded store: a tree of files, written beside and linked into place."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from portal.errors import Unavailable
from portal.filestore.base import CHUNK, KeyTaken, Missing, checked_key, verified


class LocalStore:
    """Files under one folder, mode 0600. A link is create-only, and nobody ever reads half a file."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, source: IO[bytes], *, size: int, sha256: bytes) -> None:
        """See Store.put; file and folder are synced to disk before this returns."""
        target = self._folder / checked_key(key)
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = target.with_name(f".{secrets.token_hex(8)}")
            try:
                self._write(draft, source, size)
                os.link(draft, target)
            finally:
                draft.unlink(missing_ok=True)
            _sync(target.parent)
        except FileExistsError as error:
            raise KeyTaken(key) from error
        except OSError as error:
            raise Unavailable(f"filestore: {error.strerror}") from error

    def open(self, key: str, *, sha256: bytes) -> IO[bytes]:
        """See Store.open."""
        try:
            with (self._folder / checked_key(key)).open("rb") as file:
                return verified(file, sha256=sha256)
        except FileNotFoundError as error:
            raise Missing(key) from error
        except OSError as error:
            raise Unavailable(f"filestore: {error.strerror}") from error

    def exists(self, key: str) -> bool:
        """See Store.exists."""
        return (self._folder / checked_key(key)).is_file()

    def delete(self, key: str) -> None:
        """See Store.delete; empty folders are left."""
        (self._folder / checked_key(key)).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """See Store.keys; drafts that a killed process left are not keys."""
        for path in sorted(self._folder.glob("t/*/*/*/*")):
            key = path.relative_to(self._folder).as_posix()
            if key.startswith(prefix) and not path.name.startswith("."):
                yield key, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _write(self, draft: Path, source: IO[bytes], size: int) -> None:
        written = 0
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := source.read(CHUNK):
                written += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if written != size:
            raise Unavailable(f"filestore: {written} bytes came, {size} were promised")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
