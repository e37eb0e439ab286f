"""What the palette finds: places in the sidebar, and rows of the rooms. Bounded, and only what the person may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import search_kunder
from portal.web import nav


@dataclass(frozen=True)
class Treff:
    """One hit: where it leads, and what is said about it."""

    url: str
    tekst: str
    meta: str = ""
    ikon: str | None = None


@dataclass(frozen=True)
class Gruppe:
    """Hits of one kind under a heading."""

    tittel: Any
    treff: Sequence[Treff]


Source = Callable[..., Sequence[Treff]]


def places(*, text: str, permissions: frozenset[str]) -> list[Treff]:
    """Entries of the sidebar whose label begins with, or holds, what was typed."""
    wanted = text.strip().casefold()
    return [
        Treff(entry["url"], str(entry["label"]), ikon=entry["icon"])
        for entry in nav.entries(permissions, audience="ansatt")
        if wanted in str(entry["label"]).casefold()
    ]


def customers(session: Session, *, text: str) -> list[Treff]:
    """Customers by name, number, phone, place or contact. One statement, none when nothing was typed."""
    return [
        Treff(
            url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
            navn,
            f"{kundenr} {sted}".strip(),
            "building-2",
        )
        for kunde_id, navn, kundenr, sted in search_kunder(session, q=text)
    ]


def search(session: Session, *, text: str, permissions: frozenset[str]) -> list[Gruppe]:
    """Groups of hits, empty ones left out."""
    found = [Gruppe(_("Gå til"), places(text=text, permissions=permissions))]
    if Permission.KUNDE_LES in permissions:
        found.insert(0, Gruppe(_("Kunder"), customers(session, text=text)))
    return [group for group in found if group.treff]
