"""What a store of bytes promises, and what every store shares: our own keys, and bytes checked before they are used."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Protocol, cast
from uuid import UUID

from portal.errors import PortalError

#: Largest file we take, bytes.
MAX_BYTES = 25 * 1024 * 1024
#: What is larger than this waits on disk instead of in memory.
IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
_KEY = re.compile(r"t/[1-9][0-9]{0,18}/[0-9]{4}/[0-9a-f]{32}/[0-9a-f]{32}")


class KeyTaken(PortalError):
    """There is something under this key; it stays as it is."""


class Missing(PortalError):
    """Nothing under this key, though a row says so."""


class Damaged(PortalError):
    """The bytes are not those that were stored."""


class Store(Protocol):
    """Bytes under keys. The contract is `tests/filestore/test_store_contract.py`."""

    name: str

    def put(self, key: str, source: IO[bytes], *, size: int, sha256: bytes) -> None:
        """Store `size` bytes from where `source` stands; durable when this returns.

        Raises:
            KeyTaken: a key is written once. Unavailable: the store did not answer, or not as it should.
        """
        ...

    def open(self, key: str, *, sha256: bytes) -> IO[bytes]:
        """All the bytes, checked against their hash before the first one is handed over; the caller closes.

        Raises:
            Missing, Damaged, Unavailable.
        """
        ...

    def exists(self, key: str) -> bool:
        """Whether there is something under the key."""
        ...

    def delete(self, key: str) -> None:
        """Remove it; what is not there is removed already."""
        ...

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Every key that begins so, with the time (aware) it was written; for the sweep."""
        ...


def make_key(*, tenant_id: int, year: int, dokument_id: UUID, versjon_id: UUID) -> str:
    """The key of one version: the tenant first, nothing a person has typed."""
    return f"{tenant_prefix(tenant_id)}{year:04}/{dokument_id.hex}/{versjon_id.hex}"


def tenant_prefix(tenant_id: int) -> str:
    """What every key of a tenant begins with."""
    return f"t/{tenant_id}/"


def checked_key(key: str) -> str:
    """The key itself.

    Raises:
        ValueError: not of our making. Stores call this first, so that no path can lead out of them.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("not a key of ours")
    return key


def verified(source: IO[bytes], *, sha256: bytes, limit: int = MAX_BYTES) -> IO[bytes]:
    """A copy at its beginning, read to the end and found right.

    Raises:
        Damaged: another hash, or longer than anything we take.
    """
    copy = spool()
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > limit:
            break
        digest.update(chunk)
        copy.write(chunk)
    if size > limit or digest.digest() != sha256:
        copy.close()
        raise Damaged("the stored bytes have changed")
    copy.seek(0)
    return copy


def spool() -> IO[bytes]:
    """A temporary file, in memory while it is small."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
