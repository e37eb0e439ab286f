"""Addresses held against the register of post codes, as strictly as the agency wants for each kind.

Where a kind is required, the street and number are asked for in Kartverket's register too; one that does not answer
stops nobody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.db.sorting import sort_key
from portal.errors import Unavailable
from portal.i18n import _, _l
from portal.kundekort.models import Adressekontroll, Kontrollnivaa
from portal.registers.models import Postnummer
from portal.registers.sources.kartverket.source import KartverketSource

#: The kinds of address, in the order people read them; the names are the columns'.
SLAG: dict[str, Any] = {
    "besoek": _l("Besøksadresse"),
    "post": _l("Postadresse"),
    "faktura": _l("Fakturaadresse"),
    "arbeidssted": _l("Arbeidssted"),
}
NORGE = "NO"
#: No street, and in no register of streets.
_POST_BOX = re.compile(r"\s*(postboks|boks|pb\.?)\s*\d", re.IGNORECASE)


@dataclass(frozen=True)
class Skrevet:
    """An address as typed, and the names of its form fields."""

    linje1: str
    postnr: str
    poststed: str
    postnr_felt: str
    poststed_felt: str
    land: str = NORGE
    linje1_felt: str = ""


@dataclass(frozen=True)
class Adressefeil:
    """What does not fit, at which field; `kan_beholdes`: the agency lets people keep it."""

    felt: str
    tekst: str
    kan_beholdes: bool


class Adressesjekk:
    """For a form with addresses: the answer to «keep it all the same», and the faults at their fields."""

    behold_adresse = BooleanField(_l("Behold adressen som jeg har skrevet den"))
    #: True when the form comes back with faults that may be kept.
    spoer_om_adresse = False

    def is_rewritten(self: Any, *names: str) -> bool:
        """Whether something else is typed than is stored: what stands is not asked about again."""
        return any((self[name].data or "") != (self[name].object_data or "") for name in names)

    def accept(self: Any, feil: list[Adressefeil]) -> bool:
        """Whether the addresses may be stored; else the faults stand at their fields."""
        if not feil or (self.behold_adresse.data and all(each.kan_beholdes for each in feil)):
            return True
        for each in feil:
            field = self[each.felt]
            field.errors = [*field.errors, each.tekst]
        self.spoer_om_adresse = all(each.kan_beholdes for each in feil)
        return False


def get_kontroll(session: Session) -> Mapping[str, Kontrollnivaa]:
    """How strict the agency is: kind → level. One statement."""
    row = session.scalar(select(Adressekontroll))
    return {slag: getattr(row, slag) if row else Kontrollnivaa.ANBEFALT for slag in SLAG}


def list_adressefeil(session: Session, *, adresser: Mapping[str, Skrevet]) -> list[Adressefeil]:
    """What is wrong with the addresses, kind → typed. Foreign and blank ones pass. At most two statements.

    A required one may be asked about outside, with the transaction ended first: nothing may be written before.
    """
    return list_feil_i_mange(session, adresser=list(adresser.items()))


def list_feil_i_mange(session: Session, *, adresser: Sequence[tuple[str, Skrevet]]) -> list[Adressefeil]:
    """The same of any number of addresses, (kind, typed) of each. At most two statements."""
    kontroll = get_kontroll(session)
    asked = [
        (slag, typed)
        for slag, typed in adresser
        if kontroll[slag] is not Kontrollnivaa.AV and typed.land == NORGE
    ]
    codes = {typed.postnr for _slag, typed in asked if typed.postnr}
    known: dict[str, str] = {}
    if codes:
        stmt = select(Postnummer.nr, Postnummer.poststed).where(Postnummer.nr.in_(codes))
        known = {row.nr: row.poststed for row in session.execute(stmt)}
    found = []
    for slag, typed in asked:
        if fault := _fault(typed, known, kontroll[slag]):
            found.append(Adressefeil(*fault, kan_beholdes=kontroll[slag] is Kontrollnivaa.ANBEFALT))
    demanded = [typed for slag, typed in asked if kontroll[slag] is Kontrollnivaa.PAAKREVD and typed.linje1]
    return found or _street_faults(session, demanded, known)


def _street_faults(
    session: Session, demanded: Sequence[Skrevet], known: Mapping[str, str]
) -> list[Adressefeil]:
    """Streets the register does not have. Nobody is waited for with a transaction open."""
    streets = [typed for typed in demanded if typed.linje1_felt and not _POST_BOX.match(typed.linje1)]
    if not streets:
        return []
    session.rollback()
    register = KartverketSource(current_app.extensions["settings"].kartverket_url)
    found: list[Adressefeil] = []
    for typed in streets:
        try:
            if register.has(typed.linje1, postnr=typed.postnr):
                continue
        except Unavailable:
            return found
        text = _(
            "Kartverket har ingen adresse som heter %(adresse)s i %(nr)s %(sted)s. Skriv gate og nummer.",
            adresse=typed.linje1,
            nr=typed.postnr,
            sted=known[typed.postnr],
        )
        found.append(Adressefeil(typed.linje1_felt, text, kan_beholdes=False))
    return found


def _fault(typed: Skrevet, known: Mapping[str, str], level: Kontrollnivaa) -> tuple[str, str] | None:
    if not typed.postnr:
        if level is Kontrollnivaa.PAAKREVD and (typed.linje1 or typed.poststed):
            return typed.postnr_felt, _("Skriv postnummeret, så adressen kan kontrolleres.")
        return None
    place = known.get(typed.postnr)
    if place is None:
        return typed.postnr_felt, _("Postnummeret %(nr)s finnes ikke.", nr=typed.postnr)
    if typed.poststed and sort_key(typed.poststed) != sort_key(place):
        return typed.poststed_felt, _("%(nr)s hører til %(sted)s.", nr=typed.postnr, sted=place)
    return None
