"""Form of a customer: one for a new one, one with version for a change."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from portal.i18n import _l
from portal.kundekort.adressesjekk import NORGE, Adressesjekk, Skrevet
from portal.kundekort.duplikater import Kjennetegn
from portal.kundekort.kunder.rules import Adressedata, Kundedata, stored_address
from portal.kundekort.models import Adresse, Adresseslag, Fakturakanal, Kunde
from portal.web.choices import choices
from portal.web.countries import list_land
from portal.web.fields import (
    BeloepField,
    EpostField,
    HeltallField,
    HiddenUuid,
    OrgnrField,
    Required,
    TekstField,
    TelefonField,
    UrlField,
)
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.parse import BadInput, parse_postnr
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
POSTNR = {"autocomplete": "postal-code"}
ADRESSER = (Adresseslag.BESOEK, Adresseslag.POST, Adresseslag.FAKTURA)


class KundeForm(Adressesjekk, WriteForm):
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
    besoek_postnr = TekstField(_l("Postnummer"), max_length=12, render_kw=POSTNR)
    besoek_poststed = TekstField(_l("Poststed"), max_length=80)
    besoek_land = SelectField(_l("Land"), default=NORGE)
    post_linje1 = TekstField(_l("Postadresse"))
    post_postnr = TekstField(_l("Postnummer"), max_length=12, render_kw=POSTNR)
    post_poststed = TekstField(_l("Poststed"), max_length=80)
    post_land = SelectField(_l("Land"), default=NORGE)
    faktura_linje1 = TekstField(_l("Fakturaadresse"))
    faktura_postnr = TekstField(_l("Postnummer"), max_length=12, render_kw=POSTNR)
    faktura_poststed = TekstField(_l("Poststed"), max_length=80)
    faktura_land = SelectField(_l("Land"), default=NORGE)

    def offer(self, *, avdelinger: Any, ansvarlige: Any) -> None:
        """The rows people choose from: (id, name)."""
        for slag in ADRESSER:
            field = self[f"{slag.value}_land"]
            field.choices = choices(list_land(field.data))
        self.avdeling_id.choices = _people(avdelinger)
        self.kundeansvarlig_id.choices = _people(ansvarlige)

    def validate_ehf_adresse(self, field: Field) -> None:
        """Scheme and number: 0192:998123451."""
        scheme, _colon, number = (field.data or "").partition(":")
        if field.data and not (scheme.isdigit() and len(scheme) == 4 and number):
            raise ValidationError(_l("Skriv adressen som 0192:organisasjonsnummer."))

    def validate_besoek_postnr(self, field: Field) -> None:
        self._read_postnr(field, self.besoek_land.data)

    def validate_post_postnr(self, field: Field) -> None:
        self._read_postnr(field, self.post_land.data)

    def validate_faktura_postnr(self, field: Field) -> None:
        self._read_postnr(field, self.faktura_land.data)

    def _read_postnr(self, field: Field, land: str | None) -> None:
        """Four digits in Norway; abroad as it is written there."""
        if field.data and land == NORGE:
            try:
                field.data = parse_postnr(field.data)
            except BadInput as bad:
                raise ValidationError(bad.sentence) from bad

    def norsk_postnr(self) -> str | None:
        """The post code that says where the customer is: of the visiting address, else of the postal one."""
        place = self._place()
        return place.postnr if place.land == NORGE else None

    def er_utenlandsk(self) -> bool:
        """The customer is abroad, in no municipality."""
        return self._place().land != NORGE

    def _place(self) -> Adressedata:
        return self._adresse(Adresseslag.BESOEK) or self._adresse(Adresseslag.POST)

    def skrevne(self) -> dict[str, Skrevet]:
        """The addresses that are new or changed, as the check wants them."""
        return {
            slag.value: Skrevet(
                **vars(self._adresse(slag)),
                postnr_felt=f"{slag.value}_postnr",
                poststed_felt=f"{slag.value}_poststed",
                linje1_felt=f"{slag.value}_linje1",
            )
            for slag in ADRESSER
            if self.is_rewritten(*(f"{slag.value}_{part}" for part in vars(Adressedata())))
        }

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
        return (
            Adressedata(**parts, land=self[f"{slag.value}_land"].data)
            if any(parts.values())
            else Adressedata()
        )


class EndreKundeForm(KundeForm, WriteRowForm):
    """The same with the version that was shown."""

    #: Only a new one is put below another; an address is kept as it is once.
    asked = frozenset({"under", "behold_adresse"})

    def label_of(self, field: Field) -> str:
        """«Postadresse: Postnummer»: each address has a post code and a place."""
        slag, _under, part = field.short_name.partition("_")
        label = str(field.label.text)
        return (
            f"{self[f'{slag}_linje1'].label.text}: {label}"
            if part in {"postnr", "poststed", "land"}
            else label
        )


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
