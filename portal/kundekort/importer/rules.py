"""What the columns of a list mean, and what a line says when it is read as a customer. Pure."""

import re
from dataclasses import dataclass, field
from typing import Any

from portal.db.words import fold
from portal.i18n import _l
from portal.kundekort.models import Adresseslag, Importtilstand
from portal.kundekort.rules import valid_orgnr
from portal.web.parse import BadInput, parse_telefon

#: Field → what it is called, and the headers (folded, letters and digits only) that mean it.
FELTER: dict[str, tuple[Any, tuple[str, ...]]] = {
    "ekstern_id": (
        _l("Id i listen"),
        ("id", "eksternid", "kundeid", "kundenr", "kundenummer", "customerid", "customerno"),
    ),
    "forelder": (
        _l("Id til overordnet"),
        ("overordnetid", "overordnet", "forelder", "forelderid", "morselskap", "parentid", "parent"),
    ),
    "navn": (
        _l("Navn"),
        ("navn", "kundenavn", "firma", "firmanavn", "bedrift", "selskap", "name", "company"),
    ),
    "orgnr": (
        _l("Organisasjonsnummer"),
        ("organisasjonsnummer", "orgnr", "orgnummer", "organisasjonsnr", "orgno"),
    ),
    "organisasjonsform": (_l("Organisasjonsform"), ("organisasjonsform", "orgform", "selskapsform")),
    "telefon": (_l("Telefon"), ("telefon", "tlf", "telefonnummer", "telefonnr", "phone", "mobil")),
    "epost": (_l("E-post"), ("epost", "epostadresse", "mail", "email", "ipost")),
    "nettside": (_l("Nettside"), ("nettside", "nettsted", "web", "hjemmeside", "url", "www", "website")),
    "besoek_linje1": (_l("Besøksadresse"), ("besoksadresse", "gateadresse", "adresse", "address")),
    "besoek_postnr": (
        _l("Postnummer, besøk"),
        ("besokpostnummer", "besokpostnr", "besoksadressepostnummer", "postnummerbesok"),
    ),
    "besoek_poststed": (_l("Poststed, besøk"), ("besokpoststed", "besoksadressepoststed", "poststedbesok")),
    "post_linje1": (_l("Postadresse"), ("postadresse", "postboks", "postaladdress")),
    "post_postnr": (_l("Postnummer"), ("postnummer", "postnr", "zip", "postcode")),
    "post_poststed": (_l("Poststed"), ("poststed", "sted", "by", "city")),
    "faktura_epost": (_l("E-post for faktura"), ("fakturaepost", "fakturamail", "invoiceemail")),
    "naeringskode": (_l("Næringskode"), ("naeringskode", "nace", "nacekode", "bransjekode")),
    "kommunenr": (_l("Kommunenummer"), ("kommunenummer", "kommunenr")),
    "sprak": (_l("Språk"), ("sprak", "malform", "language")),
    "betalingsdager": (_l("Betalingsfrist, dager"), ("betalingsdager", "betalingsfrist", "kredittdager")),
}
#: Fields of Kunde that are copied as they stand.
KUNDEFELTER = (
    "navn",
    "orgnr",
    "organisasjonsform",
    "telefon",
    "epost",
    "nettside",
    "faktura_epost",
    "naeringskode",
    "kommunenr",
    "sprak",
    "betalingsdager",
)
#: Errors keep the line out; the rest are remarks.
MERKNADER: dict[str, Any] = {
    "mangler_navn": _l("Navnet mangler."),
    "for_langt": _l("%(felt)s er lengre enn %(grense)s tegn."),
    "for_mange": _l("Linjen har flere celler enn overskriften."),
    "orgnr": _l("Organisasjonsnummeret %(verdi)s stemmer ikke."),
    "samme_id": _l("Samme id som linje %(linje)s."),
    "samme_kunde": _l("Samme kunde som linje %(linje)s."),
    "orgnr_finnes": _l("Organisasjonsnummeret %(verdi)s finnes hos %(antall)s andre."),
    "navn_finnes": _l("En kunde heter det samme fra før."),
    "telefon": _l("Uvanlig telefonnummer, tatt med som det står: %(verdi)s."),
    "epost": _l("E-postadressen %(verdi)s er ikke gyldig og er utelatt."),
    "nettside": _l("Nettsiden %(verdi)s er ikke gyldig og er utelatt."),
    "kommunenr": _l("Kommunenummeret %(verdi)s er ikke gyldig og er utelatt."),
    "betalingsdager": _l("Betalingsfristen %(verdi)s er ikke gyldig og er utelatt."),
    "sprak": _l("Språket %(verdi)s er ukjent og er utelatt."),
    "ukjent_forelder": _l("Overordnet %(verdi)s finnes ikke i listen."),
    "ring": _l("Overordnet går i ring og er ikke koblet."),
    "egen_forelder": _l("Kunden har en annen overordnet fra før; den er beholdt."),
}
FEIL = frozenset({"mangler_navn", "for_langt", "for_mange", "orgnr"})
MAX_TEXT = 300
_LANGUAGES = {
    "nb": "nb",
    "bokmal": "nb",
    "norsk": "nb",
    "nn": "nn",
    "nynorsk": "nn",
    "en": "en",
    "engelsk": "en",
}
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[A-Za-z]{2,}")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+", re.UNICODE)


@dataclass
class Tolket:
    """A line as a customer. `felter` holds only what the file says; a blank cell says nothing."""

    ekstern_id: str = ""
    forelder: str = ""
    felter: dict[str, Any] = field(default_factory=dict)
    adresser: dict[Adresseslag, dict[str, str]] = field(default_factory=dict)
    merknader: list[dict[str, Any]] = field(default_factory=list)

    @property
    def er_feil(self) -> bool:
        """The line is kept out."""
        return any(merknad["kode"] in FEIL for merknad in self.merknader)

    def note(self, kode: str, **values: Any) -> None:
        """Add a remark or an error."""
        self.merknader.append({"kode": kode, **values})


def recognise(overskrifter: list[str]) -> dict[str, int]:
    """Field → column number, for the headers whose meaning is known; the first of equals."""
    plain = [re.sub(r"[^a-z0-9]", "", fold(header)) for header in overskrifter]
    found: dict[str, int] = {}
    for name, (_label, headers) in FELTER.items():
        for header in headers:
            if header in plain and plain.index(header) not in found.values():
                found[name] = plain.index(header)
                break
    return found


def interpret(celler: list[str], kolonner: dict[str, int], *, bredde: int) -> Tolket:
    """Read one line. Spaces are tidied; what cannot be used is left out with a remark, or keeps the line out."""
    line = Tolket()
    if len(celler) > bredde:
        line.note("for_mange")
    texts = {
        name: " ".join(celler[column].split()) for name, column in kolonner.items() if column < len(celler)
    }
    for name, text in texts.items():
        if len(text) > MAX_TEXT:
            line.note("for_langt", felt=str(FELTER[name][0]), grense=MAX_TEXT)
            return line
    line.ekstern_id, line.forelder = texts.get("ekstern_id", ""), texts.get("forelder", "")
    if not texts.get("navn"):
        line.note("mangler_navn")
    for name in KUNDEFELTER:
        if text := texts.get(name, ""):
            value = _READERS[name](line, text) if name in _READERS else text
            if value is not None:
                line.felter[name] = value
    for slag in (Adresseslag.BESOEK, Adresseslag.POST):
        parts = {part: texts.get(f"{slag.value}_{part}", "") for part in ("linje1", "postnr", "poststed")}
        if any(parts.values()):
            line.adresser[slag] = parts
    return line


def _orgnr(line: Tolket, text: str) -> str | None:
    digits = re.sub(r"(?i)^no|mva$|[\s.]", "", text)
    if valid_orgnr(digits):
        return digits
    line.note("orgnr", verdi=text)
    return None


def _telefon(line: Tolket, text: str) -> str:
    try:
        return parse_telefon(text)
    except BadInput:
        line.note("telefon", verdi=text)
        return text


def _epost(line: Tolket, text: str) -> str | None:
    if _EMAIL.fullmatch(text):
        return text.lower()
    line.note("epost", verdi=text)
    return None


def _nettside(line: Tolket, text: str) -> str | None:
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "https", text
    if scheme.lower() in {"http", "https"} and _HOST.match(rest) and " " not in rest:
        return f"{scheme.lower()}://{rest}"
    line.note("nettside", verdi=text)
    return None


def _kommunenr(line: Tolket, text: str) -> str | None:
    if re.fullmatch(r"\d{3,4}", text, re.ASCII):
        return text.zfill(4)
    line.note("kommunenr", verdi=text)
    return None


def _betalingsdager(line: Tolket, text: str) -> int | None:
    if re.fullmatch(r"\d{1,3}", text, re.ASCII) and int(text) <= 365:
        return int(text)
    line.note("betalingsdager", verdi=text)
    return None


def _sprak(line: Tolket, text: str) -> str | None:
    if (found := _LANGUAGES.get(fold(text))) is not None:
        return found
    line.note("sprak", verdi=text)
    return None


_READERS: dict[str, Any] = {
    "orgnr": _orgnr,
    "telefon": _telefon,
    "epost": _epost,
    "faktura_epost": _epost,
    "nettside": _nettside,
    "kommunenr": _kommunenr,
    "betalingsdager": _betalingsdager,
    "sprak": _sprak,
}

#: What people call the state of an import.
TILSTANDER: dict[Importtilstand, Any] = {
    Importtilstand.LEST: _l("Lest"),
    Importtilstand.PROEVD: _l("Prøvd"),
    Importtilstand.KOE: _l("Kjører"),
    Importtilstand.FERDIG: _l("Ferdig"),
    Importtilstand.ANGRET: _l("Angret"),
    Importtilstand.FEILET: _l("Stoppet"),
}
