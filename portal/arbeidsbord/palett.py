"""What the palette finds: places, acts, and rows of the rooms. Bounded, and only what the person may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.db.words import query_words
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.models import Dokumentkind
from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kandidater.kandidater.queries import list_kandidater
from portal.kundekort.queries import search_kunder
from portal.oppdrag.lister import list_oppdrag, list_stillinger
from portal.web import formats, nav, palette

#: Hits of each kind: the list is for choosing, not for reading.
EACH = 5


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


def places(*, text: str, permissions: frozenset[str]) -> list[Treff]:
    """Entries of the sidebar whose label begins with, or holds, what was typed."""
    wanted = text.strip().casefold()
    return [
        Treff(entry["url"], str(entry["label"]), ikon=entry["icon"])
        for entry in nav.entries(permissions, audience="ansatt")
        if wanted in str(entry["label"]).casefold()
    ]


def acts(*, text: str, permissions: frozenset[str]) -> list[Treff]:
    """What can be done from anywhere, when each typed word is in its name."""
    wanted = text.casefold().split()
    return [
        Treff(url_for(act.endpoint), str(act.label), ikon=act.icon)
        for act in palette.acts(permissions)
        if all(word in str(act.label).casefold() for word in wanted)
    ]


def customers(session: Session, *, text: str) -> list[Treff]:
    """Customers by name, number, phone, place or contact."""
    return [
        Treff(
            url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
            navn,
            f"{kundenr} {sted}".strip(),
            "building-2",
        )
        for kunde_id, navn, kundenr, sted in search_kunder(session, q=text)
    ]


def candidates(session: Session, *, text: str) -> list[Treff]:
    return [
        Treff(
            url_for("kandidater.kandidater.vis", kandidat_id=row.id),
            f"{row.fornavn} {row.etternavn}",
            row.yrke,
            "user",
        )
        for row in list_kandidater(session, soek=text).rows[:EACH]
    ]


def oppdrag(session: Session, *, text: str) -> list[Treff]:
    """Running and coming oppdrag, then open stillinger."""
    return [
        *(
            Treff(
                url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=row.id),
                f"{row.nummer} {row.fornavn} {row.etternavn}",
                f"{row.tittel} · {row.kunde}",
                "briefcase",
            )
            for row in list_oppdrag(session, soek=text).rows[:EACH]
        ),
        *(
            Treff(
                url_for("oppdrag.stillinger.vis", stilling_id=row.id),
                f"{row.nummer} {row.tittel}",
                row.kunde,
                "megaphone",
            )
            for row in list_stillinger(session, soek=text).rows[:EACH]
        ),
    ]


def invoices(session: Session, *, text: str) -> list[Treff]:
    """Issued documents by their number; no statement when a number was not typed."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return []
    return [
        Treff(
            url_for("faktura.fakturaer.vis", faktura_id=row.id),
            _("Kreditnota %(nr)s", nr=row.nummer)
            if row.kind is Dokumentkind.KREDITNOTA
            else _("Faktura %(nr)s", nr=row.nummer),
            f"{row.kunde} · {formats.dato_kort(row.utstedt_dato)}",
            "receipt-text",
        )
        for row in list_fakturaer(session, valg=Valg(nummer=int(digits)), size=EACH).rows
    ]


#: Heading, the right to see it, and where its hits come from; in the order they are shown.
ROWS: tuple[tuple[Any, Permission, Callable[..., list[Treff]]], ...] = (
    (_l("Kunder"), Permission.KUNDE_LES, customers),
    (_l("Kandidater"), Permission.KANDIDAT_LES, candidates),
    (_l("Oppdrag og ledige stillinger"), Permission.OPPDRAG_LES, oppdrag),
    (_l("Faktura"), Permission.FAKTURA_LES, invoices),
)


def search(session: Session, *, text: str, permissions: frozenset[str]) -> list[Gruppe]:
    """Groups of hits, empty ones left out. At most six statements, none before a letter or digit is typed."""
    rows = [
        Gruppe(title, source(session, text=text))
        for title, needs, source in (ROWS if query_words(text) else ())
        if needs in permissions
    ]
    commands = [
        Gruppe(_("Gå til"), places(text=text, permissions=permissions)),
        Gruppe(_("Gjør"), acts(text=text, permissions=permissions)),
    ]
    # customers stand first: Enter takes the first hit, and they are what is mostly looked for
    return [group for group in [*rows[:1], *commands, *rows[1:]] if group.treff]
