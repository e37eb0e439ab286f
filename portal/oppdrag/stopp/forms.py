"""The form of an exception."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kundekort.rules import Handling
from portal.web.choices import choices
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteForm

GJELDER = {
    Handling.NY_STILLING: _l("Én ny ledig stilling"),
    Handling.NYTT_OPPDRAG: _l("Ett nytt oppdrag"),
    Handling.FORLENG: _l("Én forlengelse"),
}


class UnntakForm(WriteForm):
    """What is let through once, and why."""

    gjelder = SelectField(_l("Unntaket gjelder"), choices=choices(GJELDER))
    grunn = TekstField(_l("Begrunnelse"), [Required()], max_length=300)
