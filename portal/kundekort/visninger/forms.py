"""Forms of a saved view."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField

from portal.i18n import _l
from portal.kundekort.deling import DelingField
from portal.kundekort.visninger.queries import get_egen_visning
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Visningsfelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    deling = DelingField()
    #: The filter of the list as it stands now.
    filtertekst = HiddenField()
    #: The customer whose timeline one stood at.
    kunde = HiddenField()


class VisningForm(_Visningsfelt, WriteForm):
    """A new view of the filter that stands in the list, or of the look at a timeline."""

    slag = HiddenField()


class EndreVisningForm(_Visningsfelt, WriteRowForm):
    """Name and sharing, and whether the view shall take over the filter of the list."""

    asked = frozenset({"filtertekst", "bytt_filter", "kunde"})
    bytt_filter = BooleanField(_l("Bruk filteret som står der nå"))


class SlettForm(WriteForm):
    """Only the key that makes a second post harmless."""


def reader(session: Session, *, visning_id: UUID) -> Callable[[], Stored]:
    """Reads the view as the form holds it."""

    def stored() -> Stored:
        visning = get_egen_visning(session, visning_id=visning_id)
        return Stored(visning.versjon, {"navn": visning.navn, "deling": visning.deling.value})

    return stored
