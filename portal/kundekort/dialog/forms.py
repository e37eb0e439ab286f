"""A mail or a text message to a contact, and a call or a note."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from portal.i18n import _, _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.mottakere import sms_til
from portal.messaging.smsfelt import SmsTekstField
from portal.web import formats
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import DatoField, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm


def person_choices(rows: Iterable[Any], *, none: Any = None) -> Any:
    """Contacts to choose among; `none` is the words of the empty choice."""
    pairs: list[tuple[Any, Any]] = [("", none)] if none is not None else []
    pairs += [(row.id, f"{row.navn}, {row.stilling}" if row.stilling else row.navn) for row in rows]
    return choices(pairs)


class EpostForm(DialogForm):
    """A mail to one contact."""

    kontakt = SelectField(_l("Til"))
    emne = TekstField(_l("Emne"), [Required()], max_length=160)
    tekst = LangTekstField(_l("Melding"), [Required()], max_length=20_000, render_kw={"rows": 10})
    vedlegg = CheckboxesField(_l("Vedlegg"))

    def with_choices(self, *, mottakere: Iterable[Any], dokumenter: Iterable[Any]) -> "EpostForm":
        """The form with whom and what to choose among; call it before validate."""
        self.kontakt.choices = person_choices(mottakere)
        self.vedlegg.choices = choices((row.id, row.tittel) for row in dokumenter)
        return self

    def dokument_ids(self) -> list[UUID]:
        """The chosen documents."""
        return [UUID(value) for value in self.vedlegg.data or []]


class SmsForm(DialogForm):
    """A text message to one contact; those without a number stand there, and why they cannot be chosen."""

    kontakt = SelectField(_l("Til"))
    tekst = SmsTekstField(_l("Melding"), [Required()])

    def with_kontakter(self, rows: Iterable[Any]) -> "SmsForm":
        """The form with the customer's contacts; call it before validate."""
        self.kontakt.choices = [_sms_choice(row) for row in rows]
        return self

    @property
    def noen(self) -> bool:
        """Whether anybody can get one."""
        return any(not choice.render_kw for choice in self.kontakt.choices)


def _sms_choice(row: Any) -> SelectChoice:
    if number := sms_til(row):
        return SelectChoice(str(row.id), f"{row.navn}, {formats.telefon(number)}")
    return SelectChoice(
        str(row.id), _("%(navn)s (uten mobilnummer)", navn=row.navn), render_kw={"disabled": True}
    )


class LoggForm(WriteForm):
    """A call or a note, just now."""

    slag = SelectField(
        _l("Hva"),
        choices=choices([("telefon", _l("Samtale")), ("notat", _l("Notat")), ("epost", _l("E-post"))]),
    )
    kontakt = SelectField(_l("Med"))
    tekst = LangTekstField(
        _l("Hva ble dere enige om?"), [Required()], max_length=10_000, render_kw={"rows": 3}
    )
    neste_steg = TekstField(_l("Neste steg"), max_length=200)
    neste_dato = DatoField(_l("Innen"))
    uten_neste_steg = BooleanField(_l("Ingen neste steg"))

    def with_kontakter(self, rows: Iterable[Any]) -> "LoggForm":
        """The form with the customer's contacts; call it before validate."""
        self.kontakt.choices = person_choices(rows, none=_l("Ingen bestemt"))
        return self
