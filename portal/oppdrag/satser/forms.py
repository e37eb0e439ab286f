"""The form of a change of rates: how much, from when, and which."""

from wtforms import BooleanField, SelectMultipleField, StringField

from portal.i18n import _l
from portal.oppdrag.satser.rules import MOST_OERE, Endring
from portal.web.fields import BeloepField, DatoField, ProsentField, Required
from portal.web.forms import WriteForm

#: Half off to twice as much, in hundredths of a percent: a typing error beyond it is seen.
LEAST_BP, MOST_BP = -5_000, 10_000


class SatsForm(WriteForm):
    """`sett` is the change the shown amounts were worked out from; `valgt` are `id:pay:price` as shown."""

    fra = DatoField(_l("Gjelder fra"), [Required()])
    pris_bp = ProsentField(_l("Pris til kunde, endring i prosent"), minimum=LEAST_BP, maximum=MOST_BP)
    pris_oere = BeloepField(_l("Pris til kunde, endring i kroner"), minimum=-MOST_OERE, maximum=MOST_OERE)
    loenn_bp = ProsentField(_l("Timelønn, endring i prosent"), minimum=LEAST_BP, maximum=MOST_BP)
    loenn_oere = BeloepField(_l("Timelønn, endring i kroner"), minimum=-MOST_OERE, maximum=MOST_OERE)
    under = BooleanField(_l("Også oppdrag i enhetene under"))
    sett = StringField()
    valgt = SelectMultipleField(validate_choice=False)

    def endring(self) -> Endring:
        """As the action takes it."""
        return Endring(
            fra=self.fra.data,
            pris_bp=self.pris_bp.data or 0,
            pris_oere=self.pris_oere.data or 0,
            loenn_bp=self.loenn_bp.data or 0,
            loenn_oere=self.loenn_oere.data or 0,
        )

    def mark(self) -> str:
        """What the amounts on the page follow from, as text."""
        return f"{vars(self.endring())} {bool(self.under.data)}"
