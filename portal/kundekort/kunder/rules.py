"""What people may set on a customer, and an address as it is stored."""

from dataclasses import dataclass, field, fields
from uuid import UUID

from portal.kundekort.models import Adresse, Adresseslag, Fakturakanal


@dataclass(frozen=True)
class Adressedata:
    """One address as typed."""

    linje1: str = ""
    postnr: str = ""
    poststed: str = ""
    #: ISO 3166-1 alpha-2.
    land: str = "NO"

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
    auto_behandling: bool = False
    kilde: str = ""
    adresser: dict[Adresseslag, Adressedata] = field(default_factory=dict)


#: The columns of a customer that people set.
FELT = tuple(each.name for each in fields(Kundedata) if each.name != "adresser")


def stored_address(row: Adresse | None) -> Adressedata:
    """A row as typed; blank when there is none."""
    return Adressedata() if row is None else Adressedata(row.linje1, row.postnr, row.poststed, row.land)
