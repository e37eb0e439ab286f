"""Forms of the page where one signs: shape only."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from portal.i18n import _l
from portal.web.fields import LangTekstField, Required
from portal.web.forms import Form, WriteForm


class BeOmKodeForm(WriteForm):
    """A button: the key makes a double click one code."""


class KodeForm(Form):
    """The code that was sent. Every try counts, also the same one twice, so it carries no key."""

    kode = StringField(
        _l("Engangskode"),
        [InputRequired(_l("Skriv koden du fikk.")), Length(max=20, message=_l("Koden har seks sifre."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SignerForm(WriteForm):
    """The active click, and that one has read."""

    samtykke = BooleanField(_l("Jeg har lest dokumentet og signerer det elektronisk."))


class AvslaaForm(WriteForm):
    """No, and why."""

    grunn = LangTekstField(
        _l("Hvorfor vil du ikke signere?"), [Required()], max_length=500, render_kw={"rows": 3}
    )
