"""What can go wrong, in words a person understands. portal/web/errors.py maps each class to a status."""

from collections.abc import Sequence
from typing import Any


class PortalError(Exception):
    """Base of the errors we raise ourselves. `sentence` is shown to people, and may be a lazy translation."""

    def __init__(self, sentence: Any = "", *, link: str | None = None, link_text: Any = None) -> None:
        """`link` is an endpoint-relative address that fixes the problem, with `link_text` as its label."""
        super().__init__(sentence)
        self.sentence = sentence
        self.link = link
        self.link_text = link_text


class NotFound(PortalError):
    """No such thing here; also when it belongs to someone else. The sentence is for logs: people see a plain 404."""


class Replaced(PortalError):
    """The record lives on in another one: a page leads there, anything else is refused with the sentence."""

    def __init__(self, sentence: Any, *, parameter: str, by: Any) -> None:
        """`parameter` of the address is to be `by` instead."""
        super().__init__(sentence)
        self.parameter = parameter
        self.by = by


class Refused(PortalError):
    """A rule says no. Inside `form.attempt` it becomes an error on the form, else a 409 with the sentence."""

    def __init__(
        self,
        sentence: Any = "",
        *,
        field: str | None = None,
        link: str | None = None,
        link_text: Any = None,
        links: Sequence[tuple[Any, str]] = (),
    ) -> None:
        """`field` names the form field the sentence belongs to; None means the whole form.

        `links` are (label, address) of everything that stands in the way, where one link is not enough.
        """
        self.links = list(links) or ([(link_text, link)] if link is not None else [])
        first_text, first = self.links[0] if self.links else (None, None)
        super().__init__(sentence, link=first, link_text=first_text)
        self.field = field


class Stale(Refused):
    """Someone else changed the row after it was shown.

    A `WriteRowForm` shows what is stored now by itself; `theirs` (label → text) is for forms that are not of a row.
    """

    def __init__(self, sentence: Any = "", *, theirs: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.theirs = theirs or {}


class Unavailable(PortalError):
    """A service outside ours did not answer. 503; the outbox goes on trying."""


class Undecided(PortalError):
    """The database went away while it committed: kept or not, nobody knows. Sending the same form again tells."""
