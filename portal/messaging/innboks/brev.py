"""What a mail box promises, and what is read of a mail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Brev:
    """A mail as it lies in the box. `merke` is the box's own name for it."""

    merke: str
    innhold: bytes = field(repr=False)


@dataclass(frozen=True)
class Innkommende:
    """What is kept of a mail: who wrote it to whom, and its words without any HTML."""

    #: The same for the same mail, however often it is fetched.
    noekkel: UUID
    fra: str
    fra_navn: str
    #: Every address it went to, lower case; the agency's own log address is not among them.
    til: tuple[str, ...]
    emne: str
    tekst: str = field(repr=False)
    #: Ids in the Message-IDs it answers, of mails that may be ours.
    svar_paa: tuple[UUID, ...]
    #: Names of files that came with it; the files stay in the mail box.
    filer: tuple[str, ...]
    #: When it came, by our clock: the sender's Date is his own word.
    tid: datetime


class Innboks(Protocol):
    """One mail box. The contract is `tests/messaging/test_innboks_contract.py`."""

    name: str

    def fetch(self, *, limit: int) -> Iterator[Brev]:
        """Mails nobody has dealt with, oldest first. Raises Unavailable: the box does not answer."""
        ...

    def settle(self, merke: str, *, kept: bool) -> None:
        """It is dealt with: it is not fetched again, and where nobody knew it, it is marked so that a person looks.

        Raises Unavailable.
        """
        ...
