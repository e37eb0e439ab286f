"""Form of a fixed comment."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from portal.i18n import _l
from portal.kundekort.models import Kommentarslag
from portal.web.fields import LangTekstField, Required
from portal.web.forms import WriteForm

SLAG = [
    SelectChoice(Kommentarslag.GENERELT.value, _l("Generelt")),
    SelectChoice(Kommentarslag.OPPMOETE.value, _l("Oppmøte")),
    SelectChoice(Kommentarslag.FAKTURA.value, _l("Faktura")),
    SelectChoice(Kommentarslag.HMS.value, _l("HMS")),
]


class KommentarForm(WriteForm):
    """Kind and text. The row itself is the version: an edit of one that no longer stands is stale."""

    slag = SelectField(_l("Gjelder"), choices=SLAG)
    tekst = LangTekstField(_l("Kommentar"), [Required()], max_length=2000)


class AvsluttForm(WriteForm):
    """Only the key that makes a second post harmless."""
