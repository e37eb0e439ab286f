"""The form of a merge: which card remains, and a choice per field that differs."""

from collections.abc import Sequence

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from portal.i18n import _l
from portal.kundekort.sammenslaaing.rules import Side, Ulikhet, Valg
from portal.web.fields import HeltallField, Required
from portal.web.forms import WriteForm

SIDER = [SelectChoice(Side.DENNE.value, _l("Denne kunden")), SelectChoice(Side.ANDRE.value, _l("Den andre"))]


class SammenslaaingForm(WriteForm):
    """`behold`, and `fra_<felt>` for each field that differs, are added by `form_for`."""

    behold: RadioField
    versjon_denne = HeltallField("", [Required()], widget=HiddenInput())
    versjon_andre = HeltallField("", [Required()], widget=HiddenInput())

    def valg(self, ulikheter: Sequence[Ulikhet]) -> Valg:
        """What was chosen, for the action."""
        return Valg(
            Side(self.behold.data), {each.felt: Side(self[f"fra_{each.felt}"].data) for each in ulikheter}
        )


def form_for(ulikheter: Sequence[Ulikhet], *, behold: Side) -> SammenslaaingForm:
    """The form with a choice for each field that differs; `behold` and its values are proposed."""
    fields = {
        f"fra_{each.felt}": RadioField(choices=SIDER, default=each.proposed(behold).value)
        for each in ulikheter
    } | {"behold": RadioField(_l("Kunden som blir stående"), choices=SIDER, default=behold.value)}
    form: SammenslaaingForm = type("SammenslaaingForm", (SammenslaaingForm,), fields)()
    return form
