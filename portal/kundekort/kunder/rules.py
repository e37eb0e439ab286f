"""What people may set on a customer, what each field is called, and what differs from what is stored."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.i18n import _, _l
from portal.kundekort.models import Adresse, Adresseslag, Fakturakanal, Kunde
from portal.web.formats import kroner, telefon


@dataclass(frozen=True)
class Adressedata:
    """One address as typed."""

    linje1: str = ""
    postnr: str = ""
    poststed: str = ""

    def __bool__(self) -> bool:
        return any((self.linje1, self.postnr, self.poststed))


@dataclass(frozen=True)
class Kundedata:
    """What people may set on a customer; the field names are the columns'. `kredittgrense_oere` is øre."""

    navn: str
    orgnr: str | None = None
    organisasjonsform: str = ""
    naeringskode: str = ""
    antall_ansatte: int | None = None
    telefon: str = ""
    epost: str = ""
    nettside: str = ""
    sprak: str = "nb"
    avdeling_id: UUID | None = None
    kundeansvarlig_id: UUID | None = None
    kommunenr: str | None = None
    betalingsdager: int = 14
    kredittgrense_oere: int | None = None
    fakturakanal: Fakturakanal | None = None
    ehf_adresse: str = ""
    faktura_epost: str = ""
    po_paakrevd: bool = False
    kilde: str = ""
    adresser: dict[Adresseslag, Adressedata] = field(default_factory=dict)


#: Column → what people call it; also the order of a conflict's list.
FELT: dict[str, Any] = {
    "navn": _l("Navn"),
    "orgnr": _l("Organisasjonsnummer"),
    "organisasjonsform": _l("Organisasjonsform"),
    "naeringskode": _l("Næringskode"),
    "antall_ansatte": _l("Antall ansatte"),
    "telefon": _l("Telefon"),
    "epost": _l("E-post"),
    "nettside": _l("Nettside"),
    "sprak": _l("Språk"),
    "avdeling_id": _l("Avdeling"),
    "kundeansvarlig_id": _l("Kundeansvarlig"),
    "kommunenr": _l("Kommune"),
    "betalingsdager": _l("Betalingsfrist"),
    "kredittgrense_oere": _l("Kredittgrense"),
    "fakturakanal": _l("Fakturakanal"),
    "ehf_adresse": _l("EHF-adresse"),
    "faktura_epost": _l("E-post for faktura"),
    "po_paakrevd": _l("Bestillingsnummer kreves"),
    "kilde": _l("Kilde"),
}
ADRESSENAVN: dict[Adresseslag, Any] = {
    Adresseslag.BESOEK: _l("Besøksadresse"),
    Adresseslag.POST: _l("Postadresse"),
    Adresseslag.FAKTURA: _l("Fakturaadresse"),
}
LABELS: dict[str, Any] = {**FELT, **{str(slag): label for slag, label in ADRESSENAVN.items()}}


def stored_address(row: Adresse | None) -> Adressedata:
    """A row as typed; blank when there is none."""
    return Adressedata() if row is None else Adressedata(row.linje1, row.postnr, row.poststed)


def differing(kunde: Kunde, adresser: dict[Adresseslag, Adresse], data: Kundedata) -> dict[str, str | None]:
    """Field → stored value as text, of those that differ from `data`. Ids are left as text for the caller to name."""
    shown: dict[str, str | None] = {
        name: _shown(name, getattr(kunde, name))
        for name in FELT
        if getattr(kunde, name) != getattr(data, name)
    }
    for slag, typed in data.adresser.items():
        stored = stored_address(adresser.get(slag))
        if stored != typed:
            parts = (stored.linje1, f"{stored.postnr} {stored.poststed}".strip())
            shown[slag] = ", ".join(part for part in parts if part)
    return shown


def _shown(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if name == "kredittgrense_oere":
        return kroner(value)
    if name == "telefon":
        return telefon(value)
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nei"))
    return str(value)
