"""Enheter from the register, or from what the tenant remembers when the register is silent."""

from collections.abc import Callable
from typing import TypeVar

from portal.errors import Unavailable
from portal.registers.base import Enhetskilde, Registerenhet, Registerrolle

_Answer = TypeVar("_Answer")


class Lookup:
    """Asks `first`, and `then` when it is Unavailable. What `then` does not know either stays Unavailable.

    `answered_by` is the name of the source that answered last, so that the page can say where it comes from.
    The register is asked over the wire: ask before the first statement of a transaction.
    """

    name = "oppslag"

    def __init__(self, first: Enhetskilde, then: Enhetskilde) -> None:
        self._first, self._then = first, then
        self.answered_by = ""

    def search(self, text: str, *, limit: int = 10) -> list[Registerenhet]:
        return self._ask(lambda source: source.search(text, limit=limit))

    def get(self, orgnr: str) -> Registerenhet | None:
        return self._ask(lambda source: source.get(orgnr))

    def underenheter(self, orgnr: str, *, limit: int = 100) -> list[Registerenhet]:
        return self._ask(lambda source: source.underenheter(orgnr, limit=limit))

    def roller(self, orgnr: str) -> list[Registerrolle]:
        return self._ask(lambda source: source.roller(orgnr))

    def _ask(self, question: Callable[[Enhetskilde], _Answer]) -> _Answer:
        try:
            answer = question(self._first)
            self.answered_by = self._first.name
        except Unavailable:
            answer = question(self._then)
            if not answer:  # nothing remembered is no answer: there may well be such an enhet
                raise
            self.answered_by = self._then.name
        return answer
