"""The words of portal rights, what one right brings along, and what an access is called when it is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.db.clock import today
from portal.i18n import _l
from portal.identity.models import Portalkonto, Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from portal.kundekort.models import Rolle

RETT_NAVN: dict[Portalrett, Any] = {
    Portalrett.TIMER_LES: _l("Se timer"),
    Portalrett.TIMER_GODKJENN: _l("Godkjenne timer"),
    Portalrett.TIMER_PRIS: _l("Se priser på timer"),
    Portalrett.OPPDRAG_LES: _l("Se oppdrag"),
    Portalrett.FAKTURA_LES: _l("Se fakturaer"),
    Portalrett.DOKUMENT_LES: _l("Se dokumenter"),
}
OMFANG_NAVN: dict[Tilgangsomfang, Any] = {
    Tilgangsomfang.EGNE: _l("Bare det kontakten selv skal godkjenne"),
    Tilgangsomfang.ENHET: _l("Den valgte enheten, og det som ligger under den"),
    Tilgangsomfang.KUNDE: _l("Hele kunden, med alle enheter"),
}
FORVALG_NAVN: dict[str, Any] = {
    "Timegodkjenner": _l("Timegodkjenner"),
    "Bestiller": _l("Bestiller"),
    "Regnskap": _l("Regnskap"),
    "Superbruker": _l("Superbruker"),
}
#: A right is of no use without the one it builds on.
BRINGS = {
    Portalrett.TIMER_GODKJENN: Portalrett.TIMER_LES,
    Portalrett.TIMER_PRIS: Portalrett.TIMER_LES,
}
#: Which preset a role on the contact suggests (funksjoner.md §3.3), strongest first.
SUGGESTS = (
    (Rolle.KUNDEADMIN, "Superbruker"),
    (Rolle.TIMEGODKJENNER, "Timegodkjenner"),
    (Rolle.LEDER, "Timegodkjenner"),
    (Rolle.BESTILLER, "Bestiller"),
    (Rolle.BESTILLINGSGODKJENNER, "Bestiller"),
    (Rolle.HR, "Bestiller"),
    (Rolle.FAKTURAMOTTAKER, "Regnskap"),
)


class Tilgangstilstand(StrEnum):
    """What an access is now; derived, never stored."""

    INGEN = "ingen"
    INVITERT = "invitert"
    AKTIV = "aktiv"
    AVSLUTTET = "avsluttet"


TILSTAND_NAVN: dict[Tilgangstilstand, Any] = {
    Tilgangstilstand.INGEN: _l("Ingen portaltilgang"),
    Tilgangstilstand.INVITERT: _l("Invitert"),
    Tilgangstilstand.AKTIV: _l("Har tilgang"),
    Tilgangstilstand.AVSLUTTET: _l("Tilgangen er avsluttet"),
}


@dataclass(frozen=True)
class Tilgangsdata:
    """What a contact may do, how far, until when. `tak_oere` None is no limit; `gyldig_til` the first day without.

    `node_id` is where the scope counts from: the customer itself (None) or an enhet below it.
    """

    rettigheter: frozenset[Portalrett]
    omfang: Tilgangsomfang
    node_id: UUID | None = None
    tak_oere: int | None = None
    gyldig_til: date | None = None


def complete(rights: frozenset[Portalrett]) -> frozenset[Portalrett]:
    """The rights with those they build on; anything a contact cannot have is left out."""
    known = rights & RETT_NAVN.keys()
    return frozenset(known | {BRINGS[right] for right in known if right in BRINGS})


def suggested(roller: frozenset[Rolle]) -> str:
    """The preset the contact's roles suggest; the smallest of all when they say nothing."""
    return next((preset for rolle, preset in SUGGESTS if rolle in roller), "Timegodkjenner")


def preset_of(rights: frozenset[str]) -> str:
    """The name of the preset with exactly these rights, else empty."""
    return next((name for name, held in CONTACT_PRESETS.items() if held == rights), "")


def state(
    *,
    omfang: object,
    gyldig_til: date | None,
    aktivert_tid: datetime | None,
    konto_aktiv: bool | None,
    dag: date,
) -> Tilgangstilstand:
    """From the columns of a list row; `omfang` is None when there is no access."""
    if omfang is None:
        return Tilgangstilstand.INGEN
    if not konto_aktiv or (gyldig_til is not None and gyldig_til <= dag):
        return Tilgangstilstand.AVSLUTTET
    return Tilgangstilstand.AKTIV if aktivert_tid is not None else Tilgangstilstand.INVITERT


def state_of(tilgang: Portaltilgang | None, konto: Portalkonto | None, *, dag: date) -> Tilgangstilstand:
    """The same from the rows themselves."""
    return state(
        omfang=tilgang.omfang if tilgang else None,
        gyldig_til=tilgang.gyldig_til if tilgang else None,
        aktivert_tid=konto.aktivert_tid if konto else None,
        konto_aktiv=konto.er_aktiv if konto else None,
        dag=dag,
    )


def row_state(row: Any) -> Tilgangstilstand:
    """The same from a row of the list of contacts, today."""
    return state(
        omfang=row.omfang,
        gyldig_til=row.tilgang_til,
        aktivert_tid=row.aktivert_tid,
        konto_aktiv=row.konto_aktiv,
        dag=today(),
    )
