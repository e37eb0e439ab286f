"""Form of a change of status."""

from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from portal.i18n import _, _l
from portal.kundekort.models import Kundestatus
from portal.kundekort.rules import KAN_OVERSTYRES, KRAV_NAVN
from portal.web.fields import LangTekstField
from portal.web.forms import WriteRowForm


class StatusForm(WriteRowForm):
    """New status, why, and what is passed over on purpose."""

    asked = frozenset({"status_id", "grunn", "overstyr"})
    status_id = SelectField(_l("Ny status"))
    grunn = LangTekstField(_l("Grunn"), max_length=1000)
    overstyr = SelectMultipleField(
        _l("Godkjenn uten"),
        choices=[SelectChoice(krav.value, KRAV_NAVN[krav]) for krav in KAN_OVERSTYRES],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def offer(self, statuser: Sequence[Kundestatus]) -> None:
        """The statuses of the tenant."""
        self.status_id.choices = [SelectChoice(str(status.id), _(status.navn)) for status in statuser]
