"""The form of an exception from a demanded paper."""

from wtforms import SelectField

from portal.i18n import _l
from portal.oppdrag.sperrer.forms import GJELDER
from portal.web.choices import choices
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteForm


class PapirunntakForm(WriteForm):
    """What is let through once, and why."""

    gjelder = SelectField(_l("Unntaket gjelder"), choices=choices(GJELDER))
    grunn = TekstField(_l("Begrunnelse"), [Required()], max_length=300)
