"""Forms of a list, and of putting one customer in one."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.kundekort.deling import DelingField
from portal.kundekort.hotlister import get_liste, last_day
from portal.kundekort.listevalg import Listevalg
from portal.kundekort.utvalg import Leser
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Listefelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    deling = DelingField()
    siste_dag = DatoField(_l("Siste dag"))


class ListeForm(_Listefelt, WriteForm):
    """A new list."""


class EndreListeForm(_Listefelt, WriteRowForm):
    """One's own list."""


class TomForm(WriteForm):
    """Only the key that makes a second post harmless."""


class LeggIListeForm(Listevalg, WriteForm):
    """A list for one customer."""


def reader(session: Session, *, liste_id: UUID, leser: Leser) -> Callable[[], Stored]:
    """Reads the list as the form holds it."""

    def stored() -> Stored:
        liste = get_liste(session, liste_id=liste_id, leser=leser)
        values = {"navn": liste.navn, "deling": liste.deling.value, "siste_dag": last_day(liste.gyldig_til)}
        return Stored(liste.versjon, values)

    return stored
