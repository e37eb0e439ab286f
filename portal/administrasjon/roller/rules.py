"""What a change of a role does to those who have it: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.identity.permissions import Permission
from portal.identity.rettighetsord import RETT_NAVN

#: A right that a role holds though it means nothing any more is kept as it is.
_ORDER = {str(right): number for number, right in enumerate(RETT_NAVN)}


@dataclass(frozen=True)
class Rettvirkning:
    """One right that is added or taken: whom it reaches, and who has it through another role anyway."""

    rett: Permission
    ny: bool
    beroert: Sequence[str]
    uendret: Sequence[str]

    @property
    def navn(self) -> Any:
        """As the pages call it."""
        return RETT_NAVN[self.rett]


def effects(
    before: frozenset[str], after: frozenset[str], brukere: Iterable[tuple[str, frozenset[str]]]
) -> list[Rettvirkning]:
    """In the order of the pages, what is taken first. `brukere`: (navn, the rights of his other roles)."""
    people = list(brukere)
    changed = sorted((before ^ after) & _ORDER.keys(), key=lambda right: (right in after, _ORDER[right]))
    return [
        Rettvirkning(
            Permission(right),
            right in after,
            [navn for navn, others in people if right not in others],
            [navn for navn, others in people if right in others],
        )
        for right in changed
    ]
