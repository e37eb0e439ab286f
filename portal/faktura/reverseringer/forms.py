"""Undoing a registration takes a reason; paying back a sum and a day."""

from portal.db.clock import today
from portal.faktura.innbetalinger.rules import MAX_OERE
from portal.i18n import _l
from portal.web.fields import BeloepField, DatoField, Required, TekstField
from portal.web.forms import WriteForm


class AngreForm(WriteForm):
    """Why it was wrong."""

    grunn = TekstField(_l("Hvorfor angres registreringen?"), [Required()], max_length=200)


class TilbakeForm(WriteForm):
    """What went back, and when."""

    beloep = BeloepField(_l("Beløp"), [Required()], maximum=MAX_OERE)
    dato = DatoField(_l("Betalt tilbake"), [Required()])

    def begin(self, *, rest_oere: int) -> "TilbakeForm":
        """All that is left, today."""
        self.beloep.data, self.dato.data = rest_oere or None, today()
        return self
