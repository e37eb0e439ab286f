"""The tabs of the card, in order. Upper rooms own some, so endpoints are strings; a gate resolves each."""

from dataclasses import dataclass
from typing import Any

from portal.i18n import _l, lazy_pgettext
from portal.identity.permissions import Permission


@dataclass(frozen=True)
class Fane:
    """One tab. `endpoint` gets `kunde_id`; a tab whose endpoint is not mounted is not shown."""

    key: str
    label: Any
    endpoint: str
    needs: Permission


FANER = (
    Fane("oversikt", lazy_pgettext("fane", "Oversikt"), "kundekort.oversikt.vis", Permission.KUNDE_LES),
    Fane("kontakter", lazy_pgettext("fane", "Kontakter"), "kundekort.kontakter.liste", Permission.KUNDE_LES),
    Fane(
        "dokumenter",
        lazy_pgettext("fane", "Dokumenter"),
        "kundekort.dokumenter.liste",
        Permission.DOKUMENT_LES,
    ),
    Fane("dialog", lazy_pgettext("fane", "Dialog"), "kundekort.dialog.liste", Permission.KUNDE_LES),
    Fane("dagbok", lazy_pgettext("fane", "Dagbok"), "kundekort.dagbok.liste", Permission.KUNDE_LES),
    Fane("oppdrag", lazy_pgettext("fane", "Oppdrag"), "oppdrag.kundefane.liste", Permission.OPPDRAG_LES),
    Fane("faktura", lazy_pgettext("fane", "Faktura"), "faktura.kundefane.liste", Permission.FAKTURA_LES),
)

_LES = Permission.KUNDE_LES
#: The pages that keep what is registered of the customer, as sub-tabs of Detaljer. Those of another tab lead there.
DETALJER = (
    Fane("detaljer", _l("Adresser og kontaktveier"), "kundekort.detaljer.vis", _LES),
    Fane("status", _l("Status"), "kundekort.status.vis", _LES),
    Fane("arbeidssteder", _l("Arbeidssteder"), "kundekort.arbeidssteder.liste", _LES),
    Fane("enheter", _l("Enheter"), "kundekort.enheter.liste", _LES),
    Fane("salg", _l("Salg og oppfølging"), "kundekort.salg.vis", _LES),
    Fane("kreditt", _l("Kreditt"), "kundekort.kreditt.vis", _LES),
    Fane("roller", _l("Kontaktroller"), "kundekort.kontakter.liste", _LES),
    Fane("sperrer", _l("Sperrede vikarer"), "oppdrag.kundefane.sperrer.liste", Permission.OPPDRAG_LES),
)
