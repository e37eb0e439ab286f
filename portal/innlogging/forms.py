"""Forms of the sign-in pages: shape only."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, PasswordField, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.i18n import _l
from portal.web.choices import choices
from portal.web.fields import EpostField
from portal.web.forms import Form, WriteForm


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


class PassordForm(WriteForm):
    """The present password and the new one, twice. Names begin with `passord`, so no print of them is kept."""

    passord = PasswordField(
        _l("Passordet du har nå"),
        [InputRequired(_l("Skriv passordet du har nå.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    passord_nytt = PasswordField(
        _l("Nytt passord"),
        [InputRequired(_l("Skriv det nye passordet.")), Length(max=200, message=_l("Bruk høyst 200 tegn."))],
        render_kw={"autocomplete": "new-password"},
    )
    passord_gjenta = PasswordField(
        _l("Nytt passord én gang til"),
        [InputRequired(_l("Skriv det nye passordet én gang til.")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_passord_gjenta(self, field: PasswordField) -> None:
        """A slip of the finger in a field nobody sees would lock the person out."""
        if field.data != self.passord_nytt.data:
            raise ValidationError(_l("De to er ikke like."))


class VelgPassordForm(Form):
    """A first or a new password, twice, from a link. The link is used once: no key is needed."""

    passord_nytt = PasswordField(
        _l("Passord"),
        [InputRequired(_l("Skriv passordet.")), Length(max=200, message=_l("Bruk høyst 200 tegn."))],
        render_kw={"autocomplete": "new-password"},
    )
    passord_gjenta = PasswordField(
        _l("Passord én gang til"),
        [InputRequired(_l("Skriv passordet én gang til.")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_passord_gjenta(self, field: PasswordField) -> None:
        """As when it is changed: nobody sees a slip of the finger."""
        if field.data != self.passord_nytt.data:
            raise ValidationError(_l("De to er ikke like."))


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


class AvdelingForm(WriteForm):
    """The office one works in now."""

    avdeling = RadioField(_l("Avdeling"))

    def with_choices(self, rows: Iterable[Any]) -> "AvdelingForm":
        """The form with the offices one may choose; call it before validate."""
        self.avdeling.choices = choices((row.id, row.navn) for row in rows)
        return self
