"""How often a contact is called, and what was said."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.ringeliste.queries import get_linje
from portal.kundekort.ringeliste.rules import MOST_DAYS, Linjedata
from portal.web.fields import DatoField, HeltallField, HiddenUuid, LangTekstField, Required
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


def reader(session: Session, *, bruker_id: UUID, ringelinje_id: UUID) -> Callable[[], Stored]:
    """Reads a line as its form holds it."""

    def stored() -> Stored:
        row = get_linje(session, bruker_id=bruker_id, ringelinje_id=ringelinje_id)
        return Stored(row.versjon, {"hyppighet": row.hyppighet_dager, "neste": row.neste_dato})

    return stored
