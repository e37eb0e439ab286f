"""The embedded mail box: .eml files somebody puts in a folder under the data directory."""

from collections.abc import Iterator
from pathlib import Path

from portal.errors import Unavailable
from portal.messaging.innboks.brev import Brev

READ, UNKNOWN = "lest", "ukjent"


class LokalInnboks:
    """Files of the folder itself wait; what is dealt with lies in a folder below it."""

    name = "lokal"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, *, limit: int) -> Iterator[Brev]:
        try:
            for path in sorted(self._folder.glob("*.eml"))[:limit]:
                yield Brev(path.name, path.read_bytes())
        except OSError as error:
            raise Unavailable(f"innboks: {error.strerror}") from error

    def settle(self, merke: str, *, kept: bool) -> None:
        target = self._folder / (READ if kept else UNKNOWN)
        try:
            target.mkdir(mode=0o700, exist_ok=True)
            (self._folder / merke).rename(target / merke)
        except OSError as error:
            raise Unavailable(f"innboks: {error.strerror}") from error
