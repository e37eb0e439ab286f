"""The contact's answer."""

from wtforms import SelectMultipleField

from portal.i18n import _l
from portal.web.fields import LangTekstField
from portal.web.forms import WriteRowForm


class SvarForm(WriteRowForm):
    """Approve, with days that go back; or send all of it back with a reason."""

    asked = frozenset({"retur", "grunn"})
    retur = SelectMultipleField(_l("Dager som går i retur"), validate_choice=False)
    grunn = LangTekstField(_l("Hva er feil?"), max_length=500)
