"""Forms of the sales set-up."""

from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField

from portal.i18n import _l
from portal.kundekort.models import Salgskodeslag, Trinnslag
from portal.kundekort.salg.oppsett_actions import Kodedata, Teamdata, Trinndata
from portal.kundekort.salg.rules import KRAV
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import DatoField, HeltallField, ProsentField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm

TRINNSLAG = {
    Trinnslag.AAPEN: _l("Åpent trinn i trakten"),
    Trinnslag.VUNNET: _l("Vunnet"),
    Trinnslag.TAPT: _l("Tapt"),
}
KODESLAG = {Salgskodeslag.KILDE: _l("Kilde"), Salgskodeslag.SEGMENT: _l("Segment")}


class TrinnForm(WriteRowForm):
    """A stage of the funnel."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    slag = SelectField(_l("Slag"), choices=choices(TRINNSLAG))
    sannsynlighet = ProsentField(_l("Sannsynlighet i prosent"), [Required()], maximum=10_000)
    maks_dager = HeltallField(_l("Maks dager i trinnet"), minimum=1, maximum=3650)
    rekkefoelge = HeltallField(_l("Rekkefølge"), [Required()], maximum=10_000)
    krav = CheckboxesField(
        _l("Må være fylt ut for å komme hit"),
        choices=choices((code, label) for code, (label, _met) in KRAV.items()),
    )
    er_aktiv = BooleanField(_l("I bruk"))

    def data_of(self) -> Trinndata:
        """As the action takes it."""
        return Trinndata(
            navn=self.navn.data,
            slag=Trinnslag(self.slag.data),
            rekkefoelge=self.rekkefoelge.data,
            sannsynlighet_bp=self.sannsynlighet.data,
            maks_dager=self.maks_dager.data,
            krav=list(self.krav.data or ()),
            er_aktiv=self.er_aktiv.data,
        )


class KodeForm(WriteRowForm):
    """A word of a list."""

    slag = SelectField(_l("Liste"), choices=choices(KODESLAG))
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    rekkefoelge = HeltallField(_l("Rekkefølge"), [Required()], maximum=10_000)
    er_aktiv = BooleanField(_l("I bruk"))

    def data_of(self) -> Kodedata:
        """As the action takes it."""
        return Kodedata(
            self.navn.data, Salgskodeslag(self.slag.data), self.rekkefoelge.data, self.er_aktiv.data
        )


class TeamForm(WriteRowForm):
    """A team."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    er_aktiv = BooleanField(_l("I bruk"))

    def data_of(self) -> Teamdata:
        """As the action takes it."""
        return Teamdata(self.navn.data, self.er_aktiv.data)


class NyttMedlemForm(WriteForm):
    """Someone into a team."""

    bruker_id = SelectField(_l("Kollega"))
    fra = DatoField(_l("Fra og med"), [Required()])

    def offer(self, brukere: Any) -> None:
        """Employees of today."""
        self.bruker_id.choices = choices(brukere)

    def chosen(self) -> UUID:
        """Whom."""
        return UUID(self.bruker_id.data)


class SluttForm(WriteRowForm):
    """The last day in a team."""

    asked = frozenset({"siste_dag"})
    siste_dag = DatoField(_l("Siste dag"), [Required()])
