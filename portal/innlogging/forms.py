"""Forms of the sign-in pages: shape only."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.i18n import _l
from portal.web.fields import EpostField
from portal.web.forms import Form


class LoggInnForm(Form):
    """Staff: e-mail and password. No idempotency key: signing in twice is two sessions, and harmless."""

    epost = StringField(
        _l("E-post"),
        [InputRequired(_l("Skriv e-postadressen din.")), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    passord = PasswordField(
        _l("Passord"),
        [InputRequired(_l("Skriv passordet ditt.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    neste = HiddenField()


class BeOmKodeForm(Form):
    """Contacts and workers: the address the code goes to."""

    epost = EpostField(
        _l("E-post"),
        [InputRequired(_l("Skriv e-postadressen din."))],
        render_kw={"autocomplete": "email"},
    )
    neste = HiddenField()


class KodeForm(Form):
    """The code from the mail."""

    epost = HiddenField(validators=[InputRequired(), Length(max=254)])
    kode = StringField(
        _l("Kode"),
        [InputRequired(_l("Skriv koden fra e-posten.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    neste = HiddenField()


class TomForm(Form):
    """A button: only the token."""
