"""Forms of a company and of an office."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.administrasjon.organisasjon.actions import Selskapsdata
from portal.administrasjon.organisasjon.queries import get_avdeling, get_selskap, list_i_avdeling
from portal.i18n import _l
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import (
    EpostField,
    KontonummerField,
    OrgnrField,
    PostnrField,
    Required,
    TekstField,
    TelefonField,
)
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored

#: Forms of organisation an agency has; AS, ASA and NUF name Foretaksregisteret on their documents.
FORMER = ("AS", "ASA", "NUF", "ENK", "ANS", "DA", "SA")


class SelskapForm(WriteRowForm):
    """What stands on invoices and contracts."""

    navn = TekstField(_l("Navn"), [Required()], max_length=120)
    orgnr = OrgnrField(_l("Organisasjonsnummer"), [Required()])
    organisasjonsform = SelectField(_l("Organisasjonsform"), choices=choices((form, form) for form in FORMER))
    mva_registrert = BooleanField(_l("Registrert i Merverdiavgiftsregisteret"))
    adresse = TekstField(_l("Adresse"), max_length=120)
    postnr = PostnrField(_l("Postnummer"))
    poststed = TekstField(_l("Poststed"), max_length=60)
    epost = EpostField(_l("E-post"))
    telefon = TelefonField(_l("Telefon"))
    kontonummer = KontonummerField(_l("Kontonummer"))

    def data_of(self) -> Selskapsdata:
        """As the action takes it."""
        texts = ("adresse", "postnr", "poststed", "epost", "telefon", "kontonummer")
        return Selskapsdata(
            navn=self.navn.data,
            orgnr=self.orgnr.data,
            organisasjonsform=self.organisasjonsform.data,
            mva_registrert=self.mva_registrert.data,
            **{name: self[name].data or "" for name in texts},
        )


class _Avdelingsfelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    selskap = SelectField(_l("Selskap"))
    ansatte = CheckboxesField(_l("Kan arbeide her"))

    def with_choices(self: Any, *, selskaper: Sequence[Any], ansatte: Sequence[Any]) -> Any:
        """The form with companies and employees to choose; call it before validate."""
        self.selskap.choices = choices((row.id, row.navn) for row in selskaper)
        self.ansatte.choices = choices((row.id, row.navn) for row in ansatte)
        return self


class NyAvdelingForm(_Avdelingsfelt, WriteForm):
    """A new office."""


class AvdelingForm(_Avdelingsfelt, WriteRowForm):
    """An office as it is."""


def selskap_reader(session: Session, *, selskap_id: UUID) -> Callable[[], Stored]:
    """Reads the company as the form holds it."""

    def stored() -> Stored:
        row = get_selskap(session, selskap_id=selskap_id)
        return Stored(row.versjon, {name: getattr(row, name) for name in Selskapsdata.__dataclass_fields__})

    return stored


def avdeling_reader(session: Session, *, avdeling_id: UUID) -> Callable[[], Stored]:
    """Reads the office as the form holds it."""

    def stored() -> Stored:
        row = get_avdeling(session, avdeling_id=avdeling_id)
        staff = [str(bruker_id) for bruker_id in list_i_avdeling(session, avdeling_id=avdeling_id)]
        values = {"navn": row.navn, "selskap": str(row.selskap_id), "ansatte": staff}
        return Stored(row.versjon, values)

    return stored
