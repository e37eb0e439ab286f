"""Form of a customer: one for a new one, one with version for a change."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from portal.i18n import _l
from portal.kundekort.duplikater import Kjennetegn
from portal.kundekort.kunder.rules import Adressedata, Kundedata, stored_address
from portal.kundekort.models import Adresse, Adresseslag, Fakturakanal, Kunde
from portal.web.fields import (
    BeloepField,
    EpostField,
    HeltallField,
    HiddenUuid,
    OrgnrField,
    PostnrField,
    Required,
    TekstField,
    TelefonField,
    UrlField,
)
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored

SPRAK = [
    SelectChoice("nb", _l("Bokmål")),
    SelectChoice("nn", _l("Nynorsk")),
    SelectChoice("en", _l("Engelsk")),
]
KANALER = [
    SelectChoice("", _l("Ikke avklart")),
    SelectChoice(Fakturakanal.EHF.value, _l("EHF")),
    SelectChoice(Fakturakanal.EPOST.value, _l("E-post")),
    SelectChoice(Fakturakanal.PAPIR.value, _l("Papir")),
]
ADRESSER = (Adresseslag.BESOEK, Adresseslag.POST, Adresseslag.FAKTURA)


class KundeForm(WriteForm):
    """Everything a person may set on a customer."""

    #: The customer a new enhet is put below.
    under = HiddenUuid()
    navn = TekstField(_l("Navn"), [Required(_l("Skriv navnet på kunden."))])
    orgnr = OrgnrField(_l("Organisasjonsnummer"))
    organisasjonsform = TekstField(_l("Organisasjonsform"), max_length=20)
    naeringskode = TekstField(_l("Næringskode"), max_length=20)
    antall_ansatte = HeltallField(_l("Antall ansatte"), maximum=1_000_000)
    telefon = TelefonField(_l("Telefon"), render_kw={"autocomplete": "off"})
    epost = EpostField(_l("E-post"))
    nettside = UrlField(_l("Nettside"))
    sprak = SelectField(_l("Språk"), choices=SPRAK, default="nb")
    avdeling_id = SelectField(_l("Avdeling"), default="")
    kundeansvarlig_id = SelectField(_l("Kundeansvarlig"), default="")
    betalingsdager = HeltallField(_l("Betalingsfrist"), [Required()], maximum=365, default=14)
    kredittgrense = BeloepField(_l("Kredittgrense"))
    fakturakanal = SelectField(_l("Fakturakanal"), choices=KANALER, default="")
    ehf_adresse = TekstField(_l("EHF-adresse"), max_length=60)
    faktura_epost = EpostField(_l("E-post for faktura"))
    po_paakrevd = BooleanField(_l("Bestillingsnummer kreves på faktura"))
    auto_behandling = BooleanField(_l("Behandle timene når kunden godkjenner dem"))
    kilde = TekstField(_l("Kilde"), max_length=100)
    besoek_linje1 = TekstField(_l("Besøksadresse"))
    besoek_postnr = PostnrField(_l("Postnummer"))
    besoek_poststed = TekstField(_l("Poststed"), max_length=80)
    post_linje1 = TekstField(_l("Postadresse"))
    post_postnr = PostnrField(_l("Postnummer"))
    post_poststed = TekstField(_l("Poststed"), max_length=80)
    faktura_linje1 = TekstField(_l("Fakturaadresse"))
    faktura_postnr = PostnrField(_l("Postnummer"))
    faktura_poststed = TekstField(_l("Poststed"), max_length=80)

    def offer(self, *, avdelinger: Any, ansvarlige: Any) -> None:
        """The rows people choose from: (id, name)."""
        self.avdeling_id.choices = _people(avdelinger)
        self.kundeansvarlig_id.choices = _people(ansvarlige)

    def validate_ehf_adresse(self, field: Field) -> None:
        """Scheme and number: 0192:998123451."""
        scheme, _colon, number = (field.data or "").partition(":")
        if field.data and not (scheme.isdigit() and len(scheme) == 4 and number):
            raise ValidationError(_l("Skriv adressen som 0192:organisasjonsnummer."))

    def kjennetegn(self) -> Kjennetegn:
        """What tells whether the customer is here already."""
        return Kjennetegn(
            navn=self.navn.data or "",
            orgnr=self.orgnr.data,
            telefon=self.telefon.data or "",
            epost=self.epost.data or "",
            poststed=self.besoek_poststed.data or self.post_poststed.data or "",
        )

    def kundedata(self, *, kommunenr: str | None) -> Kundedata:
        """What was typed, for the action."""
        return Kundedata(
            navn=self.navn.data,
            orgnr=self.orgnr.data,
            organisasjonsform=self.organisasjonsform.data,
            naeringskode=self.naeringskode.data,
            antall_ansatte=self.antall_ansatte.data,
            telefon=self.telefon.data or "",
            epost=self.epost.data or "",
            nettside=self.nettside.data or "",
            sprak=self.sprak.data,
            avdeling_id=_uuid(self.avdeling_id.data),
            kundeansvarlig_id=_uuid(self.kundeansvarlig_id.data),
            kommunenr=kommunenr,
            betalingsdager=self.betalingsdager.data,
            kredittgrense_oere=self.kredittgrense.data,
            fakturakanal=Fakturakanal(self.fakturakanal.data) if self.fakturakanal.data else None,
            ehf_adresse=self.ehf_adresse.data,
            faktura_epost=self.faktura_epost.data or "",
            po_paakrevd=self.po_paakrevd.data,
            auto_behandling=self.auto_behandling.data,
            kilde=self.kilde.data,
            adresser={slag: self._adresse(slag) for slag in ADRESSER},
        )

    def _adresse(self, slag: Adresseslag) -> Adressedata:
        parts = {part: self[f"{slag.value}_{part}"].data or "" for part in ("linje1", "postnr", "poststed")}
        return Adressedata(**parts)


class EndreKundeForm(KundeForm, WriteRowForm):
    """The same with the version that was shown."""

    asked = frozenset({"under"})  # only a new one is put below another

    def label_of(self, field: Field) -> str:
        """«Postadresse: Postnummer»: each address has a post code and a place."""
        slag, _under, part = field.short_name.partition("_")
        label = str(field.label.text)
        return f"{self[f'{slag}_linje1'].label.text}: {label}" if part in {"postnr", "poststed"} else label


def stored_kunde(kunde: Kunde, adresser: Iterable[Adresse]) -> Stored:
    """A customer as the form holds it."""
    values = {name: getattr(kunde, name) for name in vars(Kundedata(navn="")) if name != "adresser"}
    values |= {
        "avdeling_id": str(kunde.avdeling_id or ""),
        "kundeansvarlig_id": str(kunde.kundeansvarlig_id or ""),
        "kredittgrense": kunde.kredittgrense_oere,
        "fakturakanal": kunde.fakturakanal.value if kunde.fakturakanal else "",
    }
    held = {row.slag: row for row in adresser}
    for slag in ADRESSER:
        for part, value in vars(stored_address(held.get(slag))).items():
            values[f"{slag.value}_{part}"] = value
    return Stored(kunde.versjon, values)


def _people(rows: Iterable[tuple[UUID, str]]) -> list[SelectChoice]:
    return [SelectChoice("", "–"), *[SelectChoice(str(key), name) for key, name in rows]]


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
