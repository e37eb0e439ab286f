"""The form of a competence."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kandidater.ord import KOMPETANSE
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm


class KompetanseForm(WriteForm):
    """Something the candidate can."""

    slag = SelectField(_l("Slag"), choices=choices(KOMPETANSE))
    navn = TekstField(_l("Navn"), [Required()], max_length=100)
    gyldig_fra = DatoField(_l("Gyldig fra"))
    siste_dag = DatoField(_l("Gyldig til og med"))
    kommentar = TekstField(_l("Kommentar"))
