"""What is written of a contact."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.i18n import LANGUAGES, _, _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.kontakter.queries import get_kontakt, list_roller
from portal.kundekort.kontakter.rules import (
    PAAVIRKNING_NAVN,
    ROLLE_NAVN,
    VARA_NAVN,
    Kontaktdata,
    combined_version,
    last_day,
)
from portal.kundekort.models import Engasjement, Paavirkning, Person, Rolle
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import DatoField, EpostField, Required, TekstField, TelefonField
from portal.web.formats import dato
from portal.web.forms import WriteRowForm
from portal.web.stored import NOTHING, Stored


class _Kontaktfelt:
    navn = TekstField(_l("Navn"), [Required(_l("Skriv navnet."))], max_length=120)
    stilling = TekstField(_l("Stilling"), max_length=120)
    epost = EpostField(_l("E-post"))
    mobil = TelefonField(_l("Mobil"))
    telefon = TelefonField(_l("Telefon på jobb"))
    sprak = SelectField(_l("Språk"), choices=choices([("", _l("Som kunden")), *LANGUAGES.items()]))
    roller = CheckboxesField(_l("Roller"), choices=choices(ROLLE_NAVN.items()))
    godkjenner_nr = SelectField(_l("Som godkjenner av timer"), choices=choices(VARA_NAVN), default="1")
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
            godkjenner_nr=int(self.godkjenner_nr.data),
            fra=self.fra.data,
        )


class NyKontaktForm(_Kontaktfelt, DialogForm):
    """A new contact."""


class EndreKontaktForm(_Kontaktfelt, WriteRowForm):
    """A contact that is there."""


def reader(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> Callable[[], Stored]:
    """Reads the contact as the forms hold him."""

    def stored() -> Stored:
        kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
        held = {row.rolle: row.rekkefoelge for row in list_roller(session, kontakt_id=kontakt_id)}
        return _stored(kontakt, person, held)

    return stored


def _stored(kontakt: Engasjement, person: Person, roller: Mapping[Rolle, int]) -> Stored:
    """The fields of the one form, the facts of the other."""
    values = {
        "navn": person.navn,
        "mobil": person.mobil,
        "stilling": kontakt.stilling,
        "telefon": kontakt.telefon,
        "epost": kontakt.epost,
        "er_noekkel": kontakt.er_noekkel,
        "sprak": person.sprak or "",
        "roller": [rolle.value for rolle in roller],
        "godkjenner_nr": str(roller.get(Rolle.TIMEGODKJENNER, 1)),
        "paavirkning": kontakt.paavirkning.value,
        "fra": kontakt.gyldig_fra,
    }
    facts = {
        _("Navn"): person.navn,
        _("Stilling"): kontakt.stilling or NOTHING,
        _("Siste dag"): dato(last_day(kontakt)) if kontakt.gyldig_til else NOTHING,
    }
    return Stored(combined_version(person, kontakt), values, facts)
