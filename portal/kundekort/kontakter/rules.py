"""What a contact is made of, the words of the roles, and what differs between two versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.i18n import _, _l
from portal.kundekort.models import Engasjement, Paavirkning, Person, Rolle
from portal.web.formats import telefon as vis_telefon

ROLLE_NAVN: dict[Rolle, Any] = {
    Rolle.LEDER: _l("Leder på stedet"),
    Rolle.TIMEGODKJENNER: _l("Godkjenner timer"),
    Rolle.BESTILLER: _l("Bestiller"),
    Rolle.BESTILLINGSGODKJENNER: _l("Godkjenner bestillinger"),
    Rolle.HR: _l("HR"),
    Rolle.FAKTURAMOTTAKER: _l("Mottar faktura"),
    Rolle.VERNEOMBUD: _l("Verneombud"),
    Rolle.TILLITSVALGT: _l("Tillitsvalgt"),
    Rolle.INNKJOEP: _l("Innkjøp"),
    Rolle.KUNDEADMIN: _l("Kundeadministrator"),
}
PAAVIRKNING_NAVN: dict[Paavirkning, Any] = {
    Paavirkning.INGEN: _l("Ikke satt"),
    Paavirkning.BESLUTTER: _l("Beslutter"),
    Paavirkning.PAAVIRKER: _l("Påvirker"),
    Paavirkning.BRUKER: _l("Bruker"),
}


@dataclass(frozen=True)
class Kontaktdata:
    """What people write of a contact. Phone numbers are E.164 or empty, addresses lower case or empty."""

    navn: str
    stilling: str = ""
    telefon: str = ""
    mobil: str = ""
    epost: str = ""
    sprak: str | None = None
    paavirkning: Paavirkning = Paavirkning.INGEN
    er_noekkel: bool = False
    roller: frozenset[Rolle] = frozenset()
    fra: date | None = None


def combined_version(person: Person, engasjement: Engasjement) -> int:
    """One number for both rows of a contact: both only rise, so it changes when either does."""
    return person.versjon + engasjement.versjon


def stored_values(person: Person, engasjement: Engasjement, roller: Iterable[Rolle]) -> dict[str, str]:
    """What is stored, label → text, for a conflict."""
    return {
        str(_("Navn")): person.navn,
        str(_("Stilling")): engasjement.stilling,
        str(_("Telefon")): vis_telefon(engasjement.telefon),
        str(_("Mobil")): vis_telefon(person.mobil),
        str(_("E-post")): engasjement.epost,
        str(_("Roller")): ", ".join(str(ROLLE_NAVN[rolle]) for rolle in sorted(roller)),
    }


def typed_values(data: Kontaktdata) -> dict[str, str]:
    """The same of what someone wants to store."""
    return {
        str(_("Navn")): data.navn,
        str(_("Stilling")): data.stilling,
        str(_("Telefon")): vis_telefon(data.telefon),
        str(_("Mobil")): vis_telefon(data.mobil),
        str(_("E-post")): data.epost,
        str(_("Roller")): ", ".join(str(ROLLE_NAVN[rolle]) for rolle in sorted(data.roller)),
    }


def last_day(row: Any) -> date:
    """The last day of a contact that has ended."""
    slutt: date = row.gyldig_til
    return slutt - timedelta(days=1)


def read_roller(row: Any) -> list[Rolle]:
    """The roles of a list row."""
    return [Rolle(rolle) for rolle in row.roller or []]
