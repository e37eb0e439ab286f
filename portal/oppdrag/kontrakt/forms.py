"""The form of an agreement."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import SelectField

from portal.i18n import _, _l
from portal.oppdrag.kontrakt.content import Kontraktdata
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.rules import factor
from portal.web.choices import choices
from portal.web.fields import BeloepField, DatoField, HeltallField, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm


class KontraktForm(WriteForm):
    """A factor is enough; everything else has a value to begin with."""

    tittel = TekstField(_l("Tittel"), [Required()], max_length=120)
    stilling = TekstField(_l("Stilling eller arbeid"), [Required()], max_length=160)
    faktor_id = SelectField(_l("Påslagsfaktor"))
    loenn = BeloepField(_l("Timelønn"), maximum=1_000_000)
    pris = BeloepField(_l("Pris per time"), maximum=1_000_000)
    gyldig_fra = DatoField(_l("Gjelder fra"), [Required()])
    gyldig_til = DatoField(_l("Gjelder til og med"))
    oppsigelse = HeltallField(_l("Oppsigelse"), [Required()], maximum=365, default=14)
    vilkaar = LangTekstField(_l("Særlige vilkår"), max_length=4000, render_kw={"rows": 4})

    def offer(self, faktorer: Sequence[Paaslagsfaktor]) -> None:
        """The factors that hold for the customer; without one the price is written."""
        named = (
            (row.id, f"{row.navn} ({factor(row.ordinaer_bp)})" if row.ordinaer_bp else row.navn)
            for row in faktorer
        )
        self.faktor_id.choices = choices(named, none=_("Pris per time"))

    def chosen_factor(self) -> UUID | None:
        """Which factor, if any."""
        return UUID(self.faktor_id.data) if self.faktor_id.data else None

    def kontraktdata(self) -> Kontraktdata:
        """As the action takes it."""
        return Kontraktdata(
            tittel=self.tittel.data,
            stilling=self.stilling.data,
            gyldig_fra=self.gyldig_fra.data,
            gyldig_til=self.gyldig_til.data,
            oppsigelse_dager=self.oppsigelse.data,
            loenn_oere=self.loenn.data,
            pris_oere=self.pris.data,
            vilkaar=self.vilkaar.data,
        )
