"""How often a contact is called, and what was said."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.i18n import _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.ringeliste.queries import get_linje
from portal.kundekort.ringeliste.rules import MOST_DAYS, Linjedata, Ringtdata
from portal.web.fields import DatoField, HeltallField, HiddenUuid, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Linjefelt:
    hyppighet = HeltallField(_l("Ring hver"), [Required()], minimum=1, maximum=MOST_DAYS)
    neste = DatoField(_l("Neste gang"), [Required()])

    def linjedata(self: Any) -> Linjedata:
        """As the actions take it."""
        return Linjedata(self.hyppighet.data, self.neste.data)


class NyLinjeForm(_Linjefelt, DialogForm):
    """A contact to put on the list."""

    kontakt = HiddenUuid(validators=[Required()])


class EndreLinjeForm(_Linjefelt, WriteRowForm):
    """A line that is there."""


class RingtForm(WriteForm):
    """The call was made."""

    notat = LangTekstField(_l("Hva ble sagt?"), max_length=10_000, render_kw={"rows": 2})
    neste_steg = TekstField(_l("Neste steg"), max_length=200)
    neste_dato = DatoField(_l("Innen"))
    uten_neste_steg = BooleanField(_l("Ingen neste steg"))

    def ringtdata(self) -> Ringtdata:
        """As the action takes it."""
        return Ringtdata(
            notat=self.notat.data,
            neste_steg=self.neste_steg.data,
            neste_dato=self.neste_dato.data,
            uten_neste_steg=self.uten_neste_steg.data,
        )


def reader(session: Session, *, bruker_id: UUID, ringelinje_id: UUID) -> Callable[[], Stored]:
    """Reads a line as its form holds it."""

    def stored() -> Stored:
        row = get_linje(session, bruker_id=bruker_id, ringelinje_id=ringelinje_id)
        return Stored(row.versjon, {"hyppighet": row.hyppighet_dager, "neste": row.neste_dato})

    return stored
