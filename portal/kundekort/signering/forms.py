"""Sending a document to be signed, and what one does with the request."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField

from portal.i18n import LANGUAGES, _, _l
from portal.kundekort.signering.queries import get_kundeforespoersel
from portal.messaging.registry import sms_ready
from portal.signing.rules import TILSTAND_NAVN, last_day
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import DatoField, LangTekstField, Required
from portal.web.formats import dato
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored

ORDEN = {
    "samtidig": _l("Alle samtidig"),
    "kunden": _l("Kunden først, så vi"),
    "vi": _l("Vi først, så kunden"),
}
KODE = {
    "epost": _l("På e-post, som lenken"),
    "sms": _l("På SMS til dem som har mobilnummer"),
}


class SendForm(WriteForm):
    """Who signs, in which order, by when."""

    kontakter = CheckboxesField(_l("Hos kunden"))
    brukere = CheckboxesField(_l("Hos oss"))
    orden = RadioField(_l("Rekkefølge"), choices=choices(ORDEN), default="samtidig")
    kode = RadioField(_l("Engangskoden sendes"), choices=choices(KODE), default="epost")
    frist = DatoField(_l("Frist"), [Required()])
    sprak = SelectField(_l("Språk"), choices=choices(LANGUAGES))
    melding = LangTekstField(_l("Melding"), max_length=1000, render_kw={"rows": 3})

    def offer(self, kontakter: Sequence[Any], brukere: Sequence[Any]) -> "SendForm":
        """Those that have an address; call it before validate."""
        self.kontakter.choices = choices(
            (row.id, f"{row.navn}, {row.stilling}" if row.stilling else row.navn)
            for row in kontakter
            if row.epost
        )
        self.brukere.choices = choices((row.id, row.navn) for row in brukere if row.epost)
        if not sms_ready() and "kode" in self:
            del self.kode
        return self

    @property
    def paa_sms(self) -> bool:
        """The codes go another way than the links."""
        return "kode" in self and self.kode.data == "sms"

    def chosen(self, name: str) -> list[UUID]:
        """The ids that are ticked."""
        return [UUID(value) for value in self[name].data or ()]


class ForlengForm(WriteRowForm):
    """A later day."""

    frist = DatoField(_l("Ny frist"), [Required()])


class GrunnForm(WriteForm):
    """Why it ends."""

    grunn = LangTekstField(_l("Hvorfor"), [Required()], max_length=500, render_kw={"rows": 2})


def reader(session: Session, *, kunde_id: UUID, forespoersel_id: UUID) -> Callable[[], Stored]:
    """Reads the request as the form of the deadline holds it."""

    def read() -> Stored:
        foresp = get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
        day = last_day(foresp.frist_tid)
        return Stored(
            foresp.versjon,
            {"frist": day},
            {_("Tilstand"): str(TILSTAND_NAVN[foresp.tilstand]), _("Frist"): dato(day)},
        )

    return read
