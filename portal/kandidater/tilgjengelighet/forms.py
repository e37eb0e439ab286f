"""The form of a period."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kandidater.ord import TILGJENGELIGHET
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm


class PeriodeForm(WriteForm):
    """What the candidate says about a period."""

    slag = SelectField(_l("Slag"), choices=choices(TILGJENGELIGHET))
    fra = DatoField(_l("Fra og med"), [Required()])
    siste_dag = DatoField(_l("Til og med"))
    kommentar = TekstField(_l("Kommentar"))
