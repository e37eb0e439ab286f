"""The form of a price."""

from wtforms import SelectField

from portal.i18n import _l
from portal.oppdrag.ord import KATEGORI
from portal.web.choices import choices
from portal.web.fields import BeloepField, DatoField, Required
from portal.web.forms import WriteForm


class PrisForm(WriteForm):
    """Pay and price of a category from a day."""

    kategori = SelectField(_l("Timer"), choices=choices(KATEGORI))
    loenn_oere = BeloepField(_l("Timelønn"), [Required()], maximum=1_000_000)
    pris_oere = BeloepField(_l("Pris til kunde"), [Required()], maximum=1_000_000)
    fra = DatoField(_l("Gjelder fra"), [Required()])
