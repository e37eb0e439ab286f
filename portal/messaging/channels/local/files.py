"""The folder of an agency's letters that never left: whole files, named by an id that is ordered by time."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from portal.errors import Unavailable


def write_once(target: Path, data: bytes) -> None:
    """Write the whole file beside, then link it into place: nobody reads half of it, and the first one stays.

    Raises:
        Unavailable: the disk said no.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f".{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, target)
        except FileExistsError:
            return
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(f"local outbox: {error.strerror}") from error


def newest(folder: Path, suffix: str, *, limit: int) -> Iterator[Path]:
    """The last files of a kind, newest first."""
    if folder.is_dir():
        yield from sorted(folder.glob(f"*{suffix}"), reverse=True)[:limit]
