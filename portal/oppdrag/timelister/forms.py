"""Processing one timesheet, or many at once; and approving on paper."""

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectMultipleField

from portal.i18n import _l
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm


class BehandleForm(WriteForm):
    """Ticked timesheets; each value is `id:versjon` as shown."""

    valgt = SelectMultipleField(validate_choice=False)


class PapirForm(WriteRowForm):
    """The customer signed on paper: the paper, and why he does not answer in the portal."""

    asked = frozenset({"fil", "grunn"})
    fil = FileField(_l("Signert timeliste"), [FileRequired(_l("Velg en fil."))])
    grunn = TekstField(
        _l("Hvorfor på papir"), [Required(_l("Skriv hvorfor kunden ikke godkjenner selv."))], max_length=300
    )
