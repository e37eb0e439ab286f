"""What a provider of signatures promises (signering-dokumenter.md §2.2, cut to what is used).

The portal owns the request, the signers, their order, the deadline, the reminders and the links; a provider takes a
request, tells how it stands, and hands over the signed file. It keeps no state and opens no database session: what
it needs of ours comes in `Config`. The contract is tests/signing/test_provider_contract.py.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class Cap(enum.Flag):
    """What a provider can do; the portal asks before it calls."""

    ORDERED = enum.auto()
    PARALLEL = enum.auto()
    #: It writes to the signers itself: no reminders of ours.
    NOTIFIES = enum.auto()
    CANCEL = enum.auto()
    EXTEND = enum.auto()
    #: Its state can be asked for at any time.
    READ = enum.auto()


class Level(enum.StrEnum):
    """How much a signature is worth in law (eIDAS art. 3)."""

    SES = "ses"
    ADES = "ades"
    QES = "qes"


class RemoteState(enum.StrEnum):
    """How a request stands at the provider."""

    OPEN = "open"
    ALL_SIGNED = "all_signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Party:
    """One signer. The times are filled in when he has signed."""

    party_id: str
    name: str
    email: str
    acting_for: str
    order: int
    signed_at: datetime | None = None
    #: Number the one-time code went to (E.164); empty: the mail address.
    code_to: str = ""


@dataclass(frozen=True)
class Event:
    """One line of the request's history, for the evidence."""

    at: datetime
    what: str
    who: str
    where: str
    #: In hex.
    hash: str


@dataclass(frozen=True)
class Request:
    """One file that shall be signed."""

    request_id: str
    title: str
    sender: str
    language: str
    deadline: datetime
    document: bytes = field(repr=False)
    parties: Sequence[Party]
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class Remote:
    """What the provider calls it."""

    remote_id: str


@dataclass(frozen=True)
class Snapshot:
    """How it stands there now."""

    state: RemoteState
    signed: Sequence[str] = ()


@dataclass(frozen=True)
class Signed:
    """The file with its signatures, the evidence, and what they are worth."""

    document: bytes = field(repr=False)
    evidence: bytes | None = field(repr=False)
    #: PAdES level: B-B, B-T, B-LT, B-LTA.
    pades: str
    #: Certificates (DER) the signatures must lead to.
    roots: Sequence[bytes] = field(repr=False)
    #: The signed file begins with the sent one, byte by byte; others send it back rewritten.
    incremental: bool = True


@dataclass(frozen=True)
class Config:
    """The agency's set-up at the provider, secrets decrypted."""

    #: PKCS #8 PEM and DER of the agency's own seal; for `local`.
    seal: tuple[bytes, bytes] | None = field(default=None, repr=False)
    #: How our own rows stand, by request id; for `local`, where they are the truth.
    rows: Callable[[str], Snapshot] | None = None
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


class Rejected(RuntimeError):
    """The provider will never take or finish this request; the text says why. Another try gets the same answer."""


class SignatureProvider(Protocol):
    """One way to get a document signed."""

    key: str
    caps: Cap
    levels: frozenset[Level]

    def create(self, cfg: Config, request: Request) -> Remote:
        """Take the request, or find it again: the same request twice is one.

        Raises:
            Rejected: it cannot be signed here. Unavailable: try later.
        """
        ...

    def read(self, cfg: Config, remote: Remote) -> Snapshot:
        """How it stands. Raises Unavailable."""
        ...

    def cancel(self, cfg: Config, remote: Remote, reason: str) -> None:
        """End it, if CANCEL. Harmless when it has ended. Raises Unavailable."""
        ...

    def extend(self, cfg: Config, remote: Remote, until: datetime) -> datetime:
        """Move the deadline, if EXTEND; answers the one that holds. Raises Unavailable."""
        ...

    def fetch(self, cfg: Config, remote: Remote, request: Request) -> Signed:
        """The signed file of a request that all have signed.

        Raises:
            Rejected: there is none. Unavailable: try later.
        """
        ...
