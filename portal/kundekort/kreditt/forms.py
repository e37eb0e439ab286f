"""The form of an assessment."""

from wtforms import BooleanField, SelectField

from portal.i18n import _l
from portal.kundekort.kreditt.rules import KILDE_NAVN, Vurderingsdata
from portal.kundekort.models import Kredittkilde
from portal.web.choices import choices
from portal.web.fields import BeloepField, DatoField, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm


class VurderingForm(WriteForm):
    """What was found, from what, and when to look again."""

    dato = DatoField(_l("Dato"), [Required()])
    kilde = SelectField(_l("Kilde"), choices=choices(KILDE_NAVN.items()))
    kilde_navn = TekstField(_l("Hvilket byrå eller regnskap"), max_length=120)
    score = TekstField(_l("Score"), max_length=60)
    anbefalt = BeloepField(_l("Anbefalt kredittgrense"), maximum=10**13)
    ny_grense = BooleanField(_l("Bruk beløpet som kredittgrense for kunden"))
    behov = TekstField(_l("Hvorfor vurderingen trengs"), max_length=200)
    merknad = LangTekstField(_l("Merknad"), max_length=2000, render_kw={"rows": 3})
    neste_dato = DatoField(_l("Neste vurdering"))

    def data_of(self) -> Vurderingsdata:
        """As the action takes it."""
        return Vurderingsdata(
            dato=self.dato.data,
            kilde=Kredittkilde(self.kilde.data),
            kilde_navn=self.kilde_navn.data,
            score=self.score.data,
            anbefalt_oere=self.anbefalt.data,
            behov=self.behov.data,
            merknad=self.merknad.data,
            neste_dato=self.neste_dato.data,
            ny_grense=self.ny_grense.data,
        )
