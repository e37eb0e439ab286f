"""Which function does what an outbox row asks for. Rooms register theirs by importing their `jobs.py` in `setup`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.jobs.models import Utboks

Handler = Callable[..., None]


@dataclass(frozen=True)
class Registered:
    """A handler, and whether running it again after a kill is harmless (its effects are ours and keyed)."""

    run: Handler
    repeatable: bool
    #: The data of each row that is put in the queue every night, for every agency.
    nightly: tuple[Mapping[str, Any], ...] = ()


_handlers: dict[str, Registered] = {}


class Uncertain(RuntimeError):
    """Raised by a handler when the effect may or may not have left. The row becomes `usikker`, never resent."""


class NotYet(RuntimeError):
    """Raised by a handler whose time has not come. Nothing left us; the row waits, and it counts as no try."""

    def __init__(self, seconds: int) -> None:
        """Look again in so many seconds."""
        super().__init__(seconds)
        self.seconds = seconds


def handles(
    slag: str, *, repeatable: bool = False, nightly: Sequence[Mapping[str, Any]] = ()
) -> Callable[[Handler], Handler]:
    """Register `handler(session, *, row)` for outbox rows of this kind; `nightly` ones are put there by the clock.

    Before it runs the row is `sender` and committed. It may raise Unavailable (nothing left us: tried again later),
    NotYet (its time has not come), Refused (nothing left us and never will: `feilet`) or Uncertain. Anything else
    counts as uncertain, unless `repeatable`: then it is tried again.
    """

    def register(handler: Handler) -> Handler:
        held = _handlers.get(slag)
        if held is not None and held.run.__qualname__ != handler.__qualname__:
            raise ValueError(f"outbox: {slag} twice")
        _handlers[slag] = Registered(handler, repeatable, tuple(nightly))
        return handler

    return register


def find(row: Utboks) -> Registered:
    """The handler of a row; KeyError when nobody registered its kind."""
    return _handlers[row.slag]


def run(session: Session, *, row: Utboks) -> None:
    """Do what the row asks for, in the caller's session."""
    find(row).run(session, row=row)


def each_night() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(kind, data) of every row the clock puts in the queue."""
    return ((slag, data) for slag, held in sorted(_handlers.items()) for data in held.nightly)


def kinds() -> list[str]:
    """For the gates."""
    return sorted(_handlers)
