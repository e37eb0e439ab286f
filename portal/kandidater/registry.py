"""What upper rooms show on the candidate's card and let the search find: typed registries, filled in `setup`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.identity.permissions import Permission


@dataclass(frozen=True)
class Kandidatboks:
    """A box on the card. `load(session, kandidat_id)` is one statement; `template` gets it as `data`.

    None leaves the box out.
    """

    key: str
    title: Any
    needs: Permission
    load: Callable[[Session, UUID], Any]
    template: str
    order: int = 100


class Boksregister:
    """Boxes by key; given out in order to those who hold the permission."""

    def __init__(self) -> None:
        self._boxes: dict[str, Kandidatboks] = {}

    def register(self, boks: Kandidatboks) -> None:
        """Add a box. The same again is harmless: several apps live in one test run."""
        held = self._boxes.setdefault(boks.key, boks)
        if held.template != boks.template:
            raise ValueError(f"kandidater: {boks.key} twice")

    def allowed(self, permissions: frozenset[str]) -> Sequence[Kandidatboks]:
        """What this person may see, in order."""
        boxes = sorted(self._boxes.values(), key=lambda boks: boks.order)
        return [boks for boks in boxes if boks.needs in permissions]


class Ordregister:
    """What the search of candidates shall find beside what this room knows. Each source is one statement."""

    def __init__(self) -> None:
        self._sources: dict[str, Callable[[Session, UUID], Sequence[str]]] = {}

    def register(self, key: str, load: Callable[[Session, UUID], Sequence[str]]) -> None:
        """Add a source. The same again is harmless: several apps live in one test run."""
        self._sources[key] = load

    def texts(self, session: Session, *, kandidat_id: UUID) -> list[str]:
        """Every text of every source."""
        return [text for load in self._sources.values() for text in load(session, kandidat_id)]


kort_bokser = Boksregister()
soekeord = Ordregister()


#: What upper rooms call the papers they ask for, offered when one is registered. One statement each.
_papirnavn: list[Callable[[Session], Sequence[str]]] = []


def offer_papirnavn(load: Callable[[Session], Sequence[str]]) -> None:
    """Called in `setup`. The same again is harmless."""
    if load not in _papirnavn:
        _papirnavn.append(load)


def list_papirnavn(session: Session) -> list[str]:
    """Every name on offer, once."""
    return list(dict.fromkeys(navn for load in _papirnavn for navn in load(session)))
