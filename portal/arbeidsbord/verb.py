"""What is typed as an order, and whom it is for: «ring terje», «ny dagbok fjordtre», «krediter 10231».

Verbs of a customer are the buttons and the tabs of the card, by the words of their labels in the reader's language
and by the words their rooms have given them; so a room that adds a button has added the verb. Those of a contact and
of an invoice stand here, in every language: people type the word they think in.
"""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import Session

from portal.arbeidsbord.treff import EACH, Treff
from portal.db.words import fold, search_words
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.models import Dokumentkind
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.faner import FANER
from portal.kundekort.frame import button_url
from portal.kundekort.kontaktsoek import Kontakttreff, list_sentralbord, search_kontakter
from portal.kundekort.queries import Kort, search_kunder
from portal.kundekort.registry import Hodeknapp, hodeknapper
from portal.web import formats

#: Customers whose contacts are looked through, and customers an act is offered for.
THROUGH, FOR = 50, 3


def find(session: Session, *, text: str, permissions: frozenset[str]) -> list[Treff]:
    """Hits of the verb the text begins with, at most twice EACH. No statement when it begins with none; at most six."""
    words = text.split()
    if len(words) < 2:
        return []
    first, rest = _plain(words[0]), " ".join(words[1:])
    found: list[Treff] = []
    for said, needs, source in VERBS:
        if first in said and needs in permissions:
            found += source(session, rest)
    if Permission.KUNDE_LES in permissions:
        found += _of_customers(session, words=words, permissions=permissions)
    return found[: 2 * EACH]


def on_card(kort: Kort, *, text: str, permissions: frozenset[str]) -> list[Treff]:
    """What can be done with the customer whose card is open: all of it, or what the typed words name."""
    words = [_plain(word) for word in text.split()]
    return [
        Treff(button_url(knapp, kort.id), str(knapp.label), ikon=knapp.icon)
        for knapp in _buttons(permissions)
        if _names(words, [str(knapp.label), *knapp.ord]) and not (knapp.sperret and knapp.sperret(kort))
    ]


def _of_customers(session: Session, *, words: Sequence[str], permissions: frozenset[str]) -> list[Treff]:
    """Acts and tabs named by the first words, for the customers found by the others. The longest name counts."""
    for end in range(len(words) - 1, 0, -1):
        named = [_plain(word) for word in words[:end]]
        if any(len(word) < 2 for word in named):
            continue
        made: list[Callable[[UUID], tuple[str, str, str]]] = [
            *_tab_makers(named, permissions),
            *_act_makers(named, permissions),
        ]
        if made:
            found = search_kunder(session, q=" ".join(words[end:]), antall=1 if len(made) > 1 else FOR)
            return [_hit(make(kunde_id), navn, nr) for kunde_id, navn, nr, _sted in found for make in made]
    return []


def _hit(made: tuple[str, str, str], navn: str, kundenr: int) -> Treff:
    url, label, icon = made
    return Treff(url, label, f"{navn} · {kundenr}", icon)


def _act_makers(
    named: Sequence[str], permissions: frozenset[str]
) -> list[Callable[[UUID], tuple[str, str, str]]]:
    return [
        lambda kunde_id, knapp=knapp: (button_url(knapp, kunde_id), str(knapp.label), knapp.icon)  # type: ignore[misc]
        for knapp in _buttons(permissions)
        if _names(named, [str(knapp.label), *knapp.ord])
    ]


def _tab_makers(
    named: Sequence[str], permissions: frozenset[str]
) -> list[Callable[[UUID], tuple[str, str, str]]]:
    return [
        lambda kunde_id, fane=fane: (  # type: ignore[misc]
            url_for(fane.endpoint, kunde_id=kunde_id),
            str(fane.label),
            "arrow-right",
        )
        for fane in FANER
        if fane.needs in permissions
        and fane.endpoint in current_app.view_functions
        and _names(named, [str(fane.label)])
    ]


def _buttons(permissions: frozenset[str]) -> list[Hodeknapp]:
    return [k for k in hodeknapper.allowed(permissions) if k.endpoint in current_app.view_functions]


def _names(words: Sequence[str], labels: Sequence[str]) -> bool:
    """Every word begins one of the labels' words."""
    stored = {word for label in labels for word in search_words(label, suffixes=False)}
    return all(any(held.startswith(word) for held in stored) for word in words)


def _plain(word: str) -> str:
    """As verbs are stored: «E-post» is epost."""
    return fold(re.sub(r"\W", "", word))


def _contacts(session: Session, text: str) -> list[Kontakttreff]:
    return _contacts_at(session, text, _customers(session, text))


def _customers(session: Session, text: str) -> list[UUID]:
    return [row[0] for row in search_kunder(session, q=text, antall=THROUGH)]


def _contacts_at(session: Session, text: str, kunde_ids: Sequence[UUID]) -> list[Kontakttreff]:
    return search_kontakter(session, q=text, kunde_ids=kunde_ids, antall=EACH, hos_kunden=True)


def _call(session: Session, text: str) -> list[Treff]:
    """The contacts who are meant, then the numbers of the customers themselves."""
    customers = _customers(session, text)
    numbers = [
        (k.telefon, k.navn, f"{formats.telefon(k.telefon)} · {k.kunde}")
        for k in _contacts_at(session, text, customers)
        if k.telefon
    ] + [
        (telefon, navn, formats.telefon(telefon))
        for _id, navn, telefon in list_sentralbord(session, kunde_ids=customers[:FOR])
    ]
    return [Treff(f"tel:{tel}", _("Ring %(navn)s", navn=navn), meta, "phone") for tel, navn, meta in numbers]


def _write(session: Session, text: str) -> list[Treff]:
    return [
        Treff(
            url_for("kundekort.dialog.ny", kunde_id=k.kunde_id, kontakt=k.id),
            _("Skriv til %(navn)s", navn=k.navn),
            f"{k.epost} · {k.kunde}",
            "mail",
        )
        for k in _contacts(session, text)
        if k.epost
    ]


def _text(session: Session, text: str) -> list[Treff]:
    return [
        Treff(
            url_for("kundekort.dialog.ny_sms", kunde_id=k.kunde_id, kontakt=k.id),
            _("SMS til %(navn)s", navn=k.navn),
            f"{formats.telefon(number)} · {k.kunde}",
            "message-square",
        )
        for k in _contacts(session, text)
        if (number := k.sms)
    ]


def _log(session: Session, text: str) -> list[Treff]:
    return [
        Treff(
            url_for("kundekort.dagbok.ny", kunde_id=k.kunde_id, kontakt=k.id),
            _("Logg aktivitet med %(navn)s", navn=k.navn),
            k.kunde,
            "square-pen",
        )
        for k in _contacts(session, text)
    ]


def _credit(session: Session, text: str) -> list[Treff]:
    """The invoice with this number, when something of it is left to credit."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return []
    return [
        Treff(
            url_for("faktura.kreditering.ny", faktura_id=row.id),
            _("Krediter faktura %(nr)s", nr=row.nummer),
            f"{row.kunde} · {formats.kr(row.sum_oere - row.kreditert_oere)}",
            "undo-2",
        )
        for row in list_fakturaer(session, valg=Valg(nummer=int(digits)), size=EACH).rows
        if row.kind is Dokumentkind.FAKTURA and row.kreditert_oere < row.sum_oere
    ]


#: Words, folded, the right the page asks for, and where the hits come from.
VERBS: tuple[tuple[frozenset[str], Permission, Callable[[Session, str], list[Treff]]], ...] = (
    (frozenset({"ring", "call", "tlf", "telefon"}), Permission.KUNDE_LES, _call),
    (frozenset({"skriv", "epost", "mail", "email", "write"}), Permission.DIALOG_SEND, _write),
    (frozenset({"sms", "tekstmelding"}), Permission.DIALOG_SEND, _text),
    (frozenset({"logg", "log"}), Permission.DAGBOK_ENDRE, _log),
    (frozenset({"krediter", "kreditnota", "credit"}), Permission.FAKTURA_KREDITER, _credit),
)
