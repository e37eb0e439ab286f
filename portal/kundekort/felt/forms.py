"""Forms of an own field, and of the values of one record, whose inputs are the agency's fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, Field, SelectField

from portal.i18n import _l
from portal.kundekort.felt.queries import get_felt
from portal.kundekort.felt.rules import GJELDER_NAVN, SLAG_NAVN, Feltdata, read_choices
from portal.kundekort.feltverdi import Felt, Post, from_json, list_med_verdier, to_json
from portal.kundekort.models import Feltslag
from portal.web.choices import CheckboxesField, choices
from portal.web.decimals import DesimalField
from portal.web.fields import (
    BeloepField,
    DatoField,
    HeltallField,
    KlokkeslettField,
    LangTekstField,
    Required,
    TekstField,
)
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Feltfelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    slag = SelectField(_l("Type"), choices=choices(SLAG_NAVN))
    valg = LangTekstField(_l("Valg"), max_length=10_000, render_kw={"rows": 5})
    hjelp = TekstField(_l("Hjelpetekst"), max_length=200)
    rekkefoelge = HeltallField(_l("Rekkefølge"), [Required()], maximum=10_000, default=10)
    paakrevd = BooleanField(_l("Må fylles ut"))
    soekbar = BooleanField(_l("Kan finnes i søket"))
    er_noekkel = BooleanField(_l("Er en ekstern nøkkel"))
    i_bruk = BooleanField(_l("I bruk"), default=True)

    def feltdata(self: Any) -> Feltdata:
        """As the actions take it."""
        return Feltdata(
            navn=self.navn.data,
            hjelp=self.hjelp.data,
            slag=Feltslag(self.slag.data) if "slag" in self else None,
            valg=read_choices(self.valg.data),
            paakrevd=self.paakrevd.data,
            rekkefoelge=self.rekkefoelge.data,
            i_bruk=self.i_bruk.data,
            soekbar=self.soekbar.data,
            er_noekkel=self.er_noekkel.data,
        )


class NyttFeltForm(_Feltfelt, WriteForm):
    """A new one; what it is about is for good."""

    gjelder = SelectField(_l("Gjelder"), choices=choices(GJELDER_NAVN))


class EndreFeltForm(_Feltfelt, WriteRowForm):
    """One that is there. Its kind can be changed until something is stored in it."""


_AS_STORED = ("navn", "hjelp", "rekkefoelge", "paakrevd", "i_bruk", "soekbar", "er_noekkel")


def felt_form(session: Session, felt_id: UUID) -> EndreFeltForm:
    """The form of a field as it stands."""

    def stored() -> Stored:
        felt = get_felt(session, felt_id=felt_id)
        held = {name: getattr(felt, name) for name in _AS_STORED}
        return Stored(felt.versjon, {**held, "slag": felt.slag.value, "valg": "\n".join(felt.valg)})

    return EndreFeltForm(stored=stored)


class Verdiform(WriteRowForm):
    """The values of one record; `felter` are the inputs it was made with."""

    felter: Sequence[Felt] = ()

    def verdier(self) -> dict[str, Any]:
        """Id of the field → what is stored, without the blank ones."""
        read = {felt.key: to_json(felt, self[input_name(felt)].data) for felt in self.felter}
        return {key: value for key, value in read.items() if value is not None}

    def inputs(self) -> list[tuple[Felt, Field]]:
        """Each field with its input, in order."""
        return [(felt, self[input_name(felt)]) for felt in self.felter]


def input_name(felt: Felt) -> str:
    """The name of its input."""
    return f"f{felt.id.hex}"


def verdi_form(session: Session, *, post: Post) -> Verdiform:
    """A form with the fields in use, as the record has them."""
    felter, held, _versjon = list_med_verdier(session, post=post)
    made = {input_name(felt): _input(felt, held.get(felt.key)) for felt in felter}
    kind: type[Verdiform] = type("Verdiform", (Verdiform,), {**made, "felter": tuple(felter)})
    return kind(stored=_reader(session, felter, post))


def _reader(session: Session, felter: Sequence[Felt], post: Post) -> Callable[[], Stored]:
    def stored() -> Stored:
        _felter, held, versjon = list_med_verdier(session, post=post)
        return Stored(versjon, {input_name(felt): from_json(felt, held.get(felt.key)) for felt in felter})

    return stored


_PLAIN: Mapping[Feltslag, Callable[..., Any]] = {
    Feltslag.TEKST: lambda label, checks: TekstField(label, checks, max_length=500),
    Feltslag.HELTALL: lambda label, checks: HeltallField(label, checks, minimum=None),
    Feltslag.DESIMAL: lambda label, checks: DesimalField(label, checks, minimum=None),
    Feltslag.BELOEP: lambda label, checks: BeloepField(label, checks, minimum=None),
    Feltslag.DATO: DatoField,
    Feltslag.KLOKKESLETT: KlokkeslettField,
}
_YES_NO = (("ja", _l("Ja")), ("nei", _l("Nei")))


def _input(felt: Felt, held: Any) -> Any:
    checks = [Required()] if felt.paakrevd else []
    if (plain := _PLAIN.get(felt.slag)) is not None:
        return plain(felt.navn, checks)
    if felt.slag is Feltslag.JANEI:
        return SelectField(felt.navn, checks, choices=choices(_YES_NO, none="–"))
    # A choice that was taken away stays where it stands.
    chosen = held if isinstance(held, list) else [held] if held else []
    pairs = [(each, each) for each in dict.fromkeys([*felt.valg, *chosen])]
    if felt.slag is Feltslag.FLERVALG:
        return CheckboxesField(felt.navn, checks, choices=choices(pairs))
    return SelectField(felt.navn, checks, choices=choices(pairs, none="–"))
