"""The tabs of the card, in order. Upper rooms own some, so endpoints are strings; a gate resolves each."""

from dataclasses import dataclass
from typing import Any

from portal.i18n import lazy_pgettext
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
