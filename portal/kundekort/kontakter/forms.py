"""What is written of a contact."""

from typing import Any

from wtforms import BooleanField, SelectField

from portal.i18n import LANGUAGES, _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.kontakter.rules import PAAVIRKNING_NAVN, ROLLE_NAVN, Kontaktdata
from portal.kundekort.models import Paavirkning, Rolle
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import DatoField, EpostField, Required, TekstField, TelefonField
from portal.web.forms import WriteRowForm


class _Kontaktfelt:
    navn = TekstField(_l("Navn"), [Required(_l("Skriv navnet."))], max_length=120)
    stilling = TekstField(_l("Stilling"), max_length=120)
    epost = EpostField(_l("E-post"))
    mobil = TelefonField(_l("Mobil"))
    telefon = TelefonField(_l("Telefon på jobb"))
    sprak = SelectField(_l("Språk"), choices=choices([("", _l("Som kunden")), *LANGUAGES.items()]))
    roller = CheckboxesField(_l("Roller"), choices=choices(ROLLE_NAVN.items()))
    paavirkning = SelectField(_l("Påvirkning"), choices=choices(PAAVIRKNING_NAVN.items()))
    er_noekkel = BooleanField(_l("Nøkkelkontakt"))
    fra = DatoField(_l("Fra dato"))

    def kontaktdata(self: Any) -> Kontaktdata:
        """As the actions take it."""
        return Kontaktdata(
            navn=self.navn.data,
            stilling=self.stilling.data,
            telefon=self.telefon.data or "",
            mobil=self.mobil.data or "",
            epost=(self.epost.data or "").lower(),
            sprak=self.sprak.data or None,
            paavirkning=Paavirkning(self.paavirkning.data),
            er_noekkel=self.er_noekkel.data,
            roller=frozenset(Rolle(value) for value in self.roller.data or []),
            fra=self.fra.data,
        )


class NyKontaktForm(_Kontaktfelt, DialogForm):
    """A new contact."""


class EndreKontaktForm(_Kontaktfelt, WriteRowForm):
    """A contact that is there."""


class AvsluttKontaktForm(WriteRowForm):
    """He leaves the customer."""

    siste_dag = DatoField(_l("Siste dag"), [Required()])
    grunn = TekstField(_l("Grunn"), max_length=200)
