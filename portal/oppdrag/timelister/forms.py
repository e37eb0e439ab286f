"""Processing one timesheet, or many at once."""

from wtforms import SelectMultipleField

from portal.web.forms import WriteForm


class BehandleForm(WriteForm):
    """Ticked timesheets; each value is `id:versjon` as shown."""

    valgt = SelectMultipleField(validate_choice=False)
