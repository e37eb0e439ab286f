"""Form of a fixed comment."""

from wtforms import SelectField

from portal.i18n import _l
from portal.kundekort.models import Kommentarslag
from portal.web.fields import LangTekstField, Required
from portal.web.forms import WriteForm

SLAG = [
    (Kommentarslag.GENERELT.value, _l("Generelt")),
    (Kommentarslag.OPPMOETE.value, _l("Oppmøte")),
    (Kommentarslag.FAKTURA.value, _l("Faktura")),
    (Kommentarslag.HMS.value, _l("HMS")),
]
SLAGNAVN = dict(SLAG)


class KommentarForm(WriteForm):
    """Kind and text. The row itself is the version: an edit of one that no longer stands is stale."""

    slag = SelectField(_l("Gjelder"), choices=SLAG)
    tekst = LangTekstField(_l("Kommentar"), [Required()], max_length=2000)


class AvsluttForm(WriteForm):
    """Only the key that makes a second post harmless."""
