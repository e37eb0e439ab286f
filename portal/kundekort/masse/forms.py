"""What is done with the chosen customers. The choice itself goes along in a hidden field."""

from collections.abc import Sequence
from uuid import UUID

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField

from portal.i18n import _l
from portal.kundekort.listevalg import Listevalg
from portal.kundekort.utvalg import Leser, Utvalg, read_utvalg, ticked
from portal.web.choices import choices
from portal.web.forms import WriteForm


class _MasseForm(WriteForm):
    utvalg = HiddenField()
    #: The filter of the list, to come back to.
    filtertekst = HiddenField()

    @property
    def chosen(self) -> Utvalg:
        """Which customers."""
        return read_utvalg(self.utvalg.data or "")


class AnsvarligForm(_MasseForm):
    """Who shall be responsible."""

    ansvarlig_id = SelectField(_l("Kundeansvarlig"))

    def offer(self, ansatte: Sequence[tuple[UUID, str]]) -> None:
        """Our employees."""
        self.ansvarlig_id.choices = choices(ansatte)


class ListeForm(Listevalg, _MasseForm):
    """The list they are put in."""


class AngreForm(WriteForm):
    """Only the key that makes a second post harmless."""


def asked(form: MultiDict[str, str], leser: Leser) -> dict[str, str]:
    """What a form about the chosen customers begins with: the one who asks is the first that is proposed."""
    proposed = str(leser.bruker_id or "")
    return {
        "utvalg": str(ticked(form)),
        "filtertekst": form.get("filtertekst", ""),
        "ansvarlig_id": proposed,
    }
