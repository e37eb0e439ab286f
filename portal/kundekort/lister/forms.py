"""Forms of a list, and of putting records in one."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField

from portal.i18n import _l
from portal.kundekort.deling import DelingField
from portal.kundekort.hotlister import get_liste, last_day
from portal.kundekort.listevalg import Listevalg
from portal.kundekort.registry import Koblingsslag
from portal.kundekort.utvalg import Leser, read_utvalg
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Listefelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    deling = DelingField()
    siste_dag = DatoField(_l("Siste dag"))


class ListeForm(_Listefelt, WriteForm):
    """A new list; what it is of is for good."""

    slag = SelectField(_l("Liste over"))

    def offer(self, slag: Sequence[Koblingsslag]) -> None:
        """Kinds of record that the reader may see."""
        self.slag.choices = choices((each.key, each.label) for each in slag)


class EndreListeForm(_Listefelt, WriteRowForm):
    """One's own list."""


class TomForm(WriteForm):
    """Only the key that makes a second post harmless."""


class LeggIListeForm(Listevalg, WriteForm):
    """A list for one customer."""


class LeggPosterForm(Listevalg, WriteForm):
    """A list for records of another kind; which they are goes along."""

    slag = HiddenField()
    valgte = HiddenField()

    @property
    def post_ids(self) -> tuple[UUID, ...]:
        """The records."""
        return read_utvalg(self.valgte.data or "").ids


def reader(session: Session, *, liste_id: UUID, leser: Leser) -> Callable[[], Stored]:
    """Reads the list as the form holds it."""

    def stored() -> Stored:
        liste = get_liste(session, liste_id=liste_id, leser=leser)
        values = {"navn": liste.navn, "deling": liste.deling.value, "siste_dag": last_day(liste.gyldig_til)}
        return Stored(liste.versjon, values)

    return stored
