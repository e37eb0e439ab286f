"""The form of where number series begin."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms.validators import NumberRange

from portal.administrasjon.organisasjon.queries import get_selskap
from portal.faktura.models import Dokumentkind
from portal.faktura.serier import MOST, list_serier
from portal.i18n import _l
from portal.web.fields import HeltallField, Required
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored

_WITHIN = NumberRange(1, MOST, _l("Velg et tall fra 1 til 99 999 999."))


class SerierForm(WriteRowForm):
    """The first number of each series that no document has been given a number of."""

    faktura = HeltallField(_l("Første fakturanummer"), [Required(), _WITHIN])
    kreditnota = HeltallField(_l("Første kreditnotanummer"), [Required(), _WITHIN])

    def offer(self, session: Session, *, selskap_id: UUID) -> "SerierForm":
        """The form without the series that are in use; call it before validate. One statement.

        One that came into use while its beginning was typed stays: the action says why it cannot be.
        """
        for kind, serie in list_serier(session, selskap_id=selskap_id).items():
            if serie.er_i_bruk and not self[kind.value].raw_data:
                del self[kind.value]
        return self

    def numre(self) -> dict[Dokumentkind, int]:
        """As the action takes it."""
        return {kind: self[kind.value].data for kind in Dokumentkind if kind.value in self}


def serier_reader(session: Session, *, selskap_id: UUID) -> Callable[[], Stored]:
    """Reads the company and its series. Two statements."""

    def stored() -> Stored:
        rows = list_serier(session, selskap_id=selskap_id)
        values = {kind.value: serie.foerste for kind, serie in rows.items()}
        return Stored(get_selskap(session, selskap_id=selskap_id).versjon, values)

    return stored
