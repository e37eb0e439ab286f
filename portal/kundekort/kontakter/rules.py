"""What a contact is made of, the words of the roles, and what differs between two versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.db.clock import today
from portal.i18n import _, _l
from portal.kundekort.models import Engasjement, Paavirkning, Person, Rolle
from portal.kundekort.mottakere import sms_til
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
#: What a role has until the agency chooses.
ROLLE_IKON: dict[Rolle, str] = {
    Rolle.LEDER: "briefcase",
    Rolle.TIMEGODKJENNER: "clock",
    Rolle.BESTILLER: "clipboard-list",
    Rolle.BESTILLINGSGODKJENNER: "clipboard-check",
    Rolle.HR: "users",
    Rolle.FAKTURAMOTTAKER: "receipt-text",
    Rolle.VERNEOMBUD: "shield-check",
    Rolle.TILLITSVALGT: "megaphone",
    Rolle.INNKJOEP: "wallet",
    Rolle.KUNDEADMIN: "key-round",
}
#: Places among those who approve hours.
VARA_NAVN: dict[int, Any] = {
    1: _l("Fast"),
    2: _l("Vara 1"),
    3: _l("Vara 2"),
    4: _l("Vara 3"),
    5: _l("Vara 4"),
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
    godkjenner_nr: int = 1
    fra: date | None = None

    def approver(self) -> dict[Rolle, int]:
        """His place among those who approve hours, when he does."""
        return {rolle: self.godkjenner_nr for rolle in self.roller if rolle is Rolle.TIMEGODKJENNER}


def combined_version(person: Person, engasjement: Engasjement) -> int:
    """One number for both rows of a contact: both only rise, so it changes when either does."""
    return person.versjon + engasjement.versjon


def stored_values(person: Person, engasjement: Engasjement, roller: Mapping[Rolle, int]) -> dict[str, str]:
    """What is stored, label → text, for a conflict."""
    return {
        str(_("Navn")): person.navn,
        str(_("Stilling")): engasjement.stilling,
        str(_("Telefon")): vis_telefon(engasjement.telefon),
        str(_("Mobil")): vis_telefon(person.mobil),
        str(_("E-post")): engasjement.epost,
        str(_("Roller")): _in_words(roller),
    }


def typed_values(data: Kontaktdata) -> dict[str, str]:
    """The same of what someone wants to store."""
    return {
        str(_("Navn")): data.navn,
        str(_("Stilling")): data.stilling,
        str(_("Telefon")): vis_telefon(data.telefon),
        str(_("Mobil")): vis_telefon(data.mobil),
        str(_("E-post")): data.epost,
        str(_("Roller")): _in_words(dict.fromkeys(data.roller, 1) | data.approver()),
    }


def cannot_get(row: Any) -> tuple[Any, Any]:
    """Why a contact of the list cannot get (a mail, a text message); nothing where he can."""
    if row.gyldig_fra > today():
        return (_l("Ikke begynt"),) * 2
    mail = "" if row.epost or row.egen_epost else _l("Uten e-postadresse")
    return mail, "" if sms_til(row) else _l("Uten mobilnummer")


def last_day(row: Any) -> date:
    """The last day of a contact that has ended."""
    slutt: date = row.gyldig_til
    return slutt - timedelta(days=1)


def read_roller(row: Any) -> list[tuple[str, str]]:
    """The roles of a list row: (words, icon)."""
    chosen = {Rolle(rolle): ikon for rolle, ikon in (row.ikoner or {}).items()}
    held = [(Rolle(rolle), nr) for rolle, nr in (row.roller or {}).items()]
    return [(role_name(rolle, nr), chosen.get(rolle, ROLLE_IKON[rolle])) for rolle, nr in held]


def role_name(rolle: Rolle, nr: int) -> str:
    """«Godkjenner timer», «Godkjenner timer (vara 1)»."""
    name = str(ROLLE_NAVN[rolle])
    return name if nr <= 1 else f"{name} ({str(VARA_NAVN.get(nr, nr)).lower()})"


def _in_words(roller: Mapping[Rolle, int]) -> str:
    return ", ".join(role_name(rolle, nr) for rolle, nr in sorted(roller.items()))
