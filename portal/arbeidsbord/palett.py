"""What the palette finds: places, acts, and rows of the rooms. Bounded, and only what the person may see.

A sign first narrows it: @ people, # invoices, > what can be done.
"""

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from portal.arbeidsbord import verb
from portal.arbeidsbord.treff import EACH, Gruppe, Treff
from portal.db.words import query_words
from portal.errors import NotFound, Replaced
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.models import Dokumentkind
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.kandidater.queries import list_kandidater
from portal.kandidater.soek import propose_spelling as propose_kandidat
from portal.kundekort.kontaktsoek import search_kontakter
from portal.kundekort.queries import get_kort, search_kunder
from portal.kundekort.search import propose_spelling as propose_kunde
from portal.oppdrag.lister import list_oppdrag, list_stillinger
from portal.web import formats, nav, palette

#: Customers shown, and the signs that narrow.
CUSTOMERS, SIGNS = 8, ("@", "#", ">")


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


def customers(session: Session, *, text: str) -> list[Gruppe]:
    """Customers by name, number, phone, place or contact, then the contacts themselves. Three statements."""
    found = search_kunder(session, q=text, antall=verb.THROUGH)
    contacts = search_kontakter(session, q=text, kunde_ids=[row[0] for row in found], antall=EACH)
    return [
        Gruppe(
            _("Kunder"),
            [
                Treff(
                    url_for("kundekort.oversikt.vis", kunde_id=kunde_id),
                    navn,
                    f"{kundenr} {sted}".strip(),
                    "building-2",
                )
                for kunde_id, navn, kundenr, sted in found[:CUSTOMERS]
            ],
        ),
        Gruppe(
            _("Kontakter"),
            [
                Treff(
                    url_for("kundekort.kontakter.liste", kunde_id=k.kunde_id, _anchor=f"k-{k.id}"),
                    k.navn,
                    " · ".join(part for part in (k.stilling, k.kunde, formats.telefon(k.telefon)) if part),
                )
                for k in contacts
            ],
        ),
    ]


def candidates(session: Session, *, text: str) -> list[Gruppe]:
    """Candidates by name, phone, trade or competence. One statement."""
    hits = [
        Treff(
            url_for("kandidater.kandidater.vis", kandidat_id=row.id),
            f"{row.fornavn} {row.etternavn}",
            row.yrke,
            "user",
        )
        for row in list_kandidater(session, soek=text).rows[:EACH]
    ]
    return [Gruppe(_("Kandidater"), hits)]


def oppdrag(session: Session, *, text: str) -> list[Gruppe]:
    """Running and coming oppdrag, then open stillinger. Four statements."""
    running = [
        Treff(
            url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=row.id),
            f"{row.nummer} {row.fornavn} {row.etternavn}",
            f"{row.tittel} · {row.kunde}",
            "briefcase",
        )
        for row in list_oppdrag(session, soek=text).rows[:EACH]
    ]
    wanted = [
        Treff(
            url_for("oppdrag.stillinger.vis", stilling_id=row.id),
            f"{row.nummer} {row.tittel}",
            row.kunde,
            "megaphone",
        )
        for row in list_stillinger(session, soek=text).rows[:EACH]
    ]
    return [Gruppe(_("Oppdrag og ledige stillinger"), [*running, *wanted])]


def invoices(session: Session, *, text: str) -> list[Gruppe]:
    """Issued documents by their number; no statement when a number was not typed."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return []
    hits = [
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
    return [Gruppe(_("Faktura"), hits)]


Source = Callable[..., list[Gruppe]]
#: The right to see them, where the hits come from, and the signs that ask for them alone; in the order shown.
ROWS: tuple[tuple[Permission, Source, str], ...] = (
    (Permission.KUNDE_LES, customers, "@"),
    (Permission.KANDIDAT_LES, candidates, "@"),
    (Permission.OPPDRAG_LES, oppdrag, ""),
    (Permission.FAKTURA_LES, invoices, "#"),
)
#: Where the nearest spelling is looked for when nothing at all was found.
SPELLINGS: tuple[tuple[Permission, Source, Callable[..., str | None]], ...] = (
    (Permission.KUNDE_LES, customers, propose_kunde),
    (Permission.KANDIDAT_LES, candidates, propose_kandidat),
)


def search(
    session: Session, *, text: str, permissions: frozenset[str], kunde_id: UUID | None = None
) -> list[Gruppe]:
    """Groups of hits, empty ones left out; `kunde_id` is the customer whose card is open.

    At most eight statements for a word, eleven for a verb; none before a letter or digit is typed but the card's own.
    """
    sign, text = (text[0], text[1:].strip()) if text[:1] in SIGNS else ("", text.strip())
    typed = bool(query_words(text))
    rows = [
        group
        for needs, source, signs in ROWS
        if typed and needs in permissions and (not sign or sign in signs)
        for group in source(session, text=text)
    ]
    if sign in {"@", "#"}:
        return _filled(rows)
    if sign == ">":
        rows = []
    orders = Gruppe(_("Gjør"), verb.find(session, text=text, permissions=permissions) if typed else [])
    commands = [
        _on_card(session, kunde_id, text, permissions),
        Gruppe(_("Gå til"), places(text=text, permissions=permissions)),
        Gruppe(_("Gjør"), acts(text=text, permissions=permissions)),
    ]
    if typed and not sign and not _filled([*rows, orders]):
        rows = _respelt(session, text=text, permissions=permissions)
    # customers stand first: Enter takes the first hit, and they are what is mostly looked for
    return _filled([*rows[:1], orders, *commands, *rows[1:]])


def _filled(groups: list[Gruppe]) -> list[Gruppe]:
    return [group for group in groups if group.treff]


def _on_card(session: Session, kunde_id: UUID | None, text: str, permissions: frozenset[str]) -> Gruppe:
    """What can be done with the customer whose card is open; nothing where he may not be seen. One statement."""
    if kunde_id is None or Permission.KUNDE_LES not in permissions:
        return Gruppe("", [])
    try:
        kort = get_kort(session, kunde_id=kunde_id)
    except (NotFound, Replaced):
        return Gruppe("", [])
    hits = verb.on_card(kort, text=text, permissions=permissions)
    return Gruppe(_("Handlinger på %(navn)s", navn=kort.navn), hits)


def _respelt(session: Session, *, text: str, permissions: frozenset[str]) -> list[Gruppe]:
    """Hits for the words as they are spelt somewhere, under a heading that says how."""
    found = []
    for needs, source, propose in SPELLINGS:
        if needs in permissions and (better := propose(session, q=text)) is not None:
            asked = _("mente du «%(ord)s»?", ord=better)
            found += [
                Gruppe(f"{group.tittel} – {asked}", group.treff) for group in source(session, text=better)
            ]
    return _filled(found)
