"""Which function does what an outbox row asks for. Rooms register theirs by importing their `jobs.py` in `setup`."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.jobs.models import Utboks

Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}


class Uncertain(RuntimeError):
    """Raised by a handler when the effect may or may not have left. The row becomes `usikker`, never resent."""


def handles(slag: str) -> Callable[[Handler], Handler]:
    """Register `handler(session, *, row)` for outbox rows of this kind; it must be harmless the second time."""

    def register(handler: Handler) -> Handler:
        if _handlers.get(slag, handler).__qualname__ != handler.__qualname__:
            raise ValueError(f"outbox: {slag} twice")
        _handlers[slag] = handler
        return handler

    return register


def run(session: Session, *, row: Utboks) -> None:
    """Do what the row asks for. KeyError when nobody registered its kind."""
    _handlers[row.slag](session, row=row)


def kinds() -> list[str]:
    """For the gates."""
    return sorted(_handlers)
