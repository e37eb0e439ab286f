"""The form of a period."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kandidater.models import Tilgjengelighetsslag
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm

SLAG = [
    (Tilgjengelighetsslag.LEDIG, _l("Ledig")),
    (Tilgjengelighetsslag.OPPTATT, _l("Opptatt")),
    (Tilgjengelighetsslag.FERIE, _l("Ferie")),
]


class PeriodeForm(WriteForm):
    """What the candidate says about a period."""

    slag = SelectField(_l("Slag"), choices=SLAG)
    fra = DatoField(_l("Fra og med"), [Required()])
    siste_dag = DatoField(_l("Til og med"))
    kommentar = TekstField(_l("Kommentar"))
