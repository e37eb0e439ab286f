"""The form of a competence."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kandidater.models import Kompetanseslag
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm

SLAG = [
    (Kompetanseslag.SERTIFIKAT, _l("Sertifikat")),
    (Kompetanseslag.FAGBREV, _l("Fagbrev")),
    (Kompetanseslag.AUTORISASJON, _l("Autorisasjon")),
    (Kompetanseslag.KURS, _l("Kurs")),
    (Kompetanseslag.SPRAAK, _l("Språk")),
    (Kompetanseslag.ERFARING, _l("Erfaring")),
]


class KompetanseForm(WriteForm):
    """Something the candidate can."""

    slag = SelectField(_l("Slag"), choices=SLAG)
    navn = TekstField(_l("Navn"), [Required()], max_length=100)
    gyldig_fra = DatoField(_l("Gyldig fra"))
    siste_dag = DatoField(_l("Gyldig til og med"))
    kommentar = TekstField(_l("Kommentar"))
