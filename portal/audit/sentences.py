"""Words for codes: rooms register a Hendelsetype in `setup`; sentences are made when shown, in the reader's words."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hendelsetype:
    """How one code is shown. `tekst` is lazy and may hold %(names)s of the row's data; `lenke` is an endpoint.

    The endpoint gets the subject's id under the name `lenke_id`. `gruppe` is what the timeline filters on.
    """

    kode: str
    ikon: str
    tekst: Any
    lenke: str | None = None
    lenke_id: str = "id"
    gruppe: str = "annet"
    #: True when people did it by hand (call, note); false for what the system wrote by itself.
    menneske: bool = False


_types: dict[str, Hendelsetype] = {}


def register(*types: Hendelsetype) -> None:
    """Add types; registering the very same again is harmless, another one under the same code is a mistake."""
    for kind in types:
        if (held := _types.get(kind.kode)) is not None and held.ikon != kind.ikon:
            raise ValueError(f"hendelse: {kind.kode} twice")
        _types[kind.kode] = kind


def get(kode: str) -> Hendelsetype:
    """The type of a code; an unregistered one shows its own code rather than failing the page."""
    return _types.get(kode) or Hendelsetype(kode, "circle", kode)


def codes_in(gruppe: str) -> list[str]:
    """All codes of a filter group."""
    return [kind.kode for kind in _types.values() if kind.gruppe == gruppe]


def all_types() -> list[Hendelsetype]:
    """For the gates."""
    return list(_types.values())


def sentence(kode: str, data: dict[str, Any]) -> str:
    """The words, with what the row knows filled in; a missing name leaves a dash rather than an error."""
    return str(get(kode).tekst) % _Known(data)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"
