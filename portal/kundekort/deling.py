"""The field that says who may use what one makes: views and lists have it alike."""

from typing import Any

from wtforms import SelectField

from portal.i18n import _l
from portal.kundekort.models import Deling
from portal.web.choices import choices

DELING_NAVN = {
    Deling.MEG: _l("Bare meg"),
    Deling.AVDELING: _l("Avdelingen min"),
    Deling.ALLE: _l("Alle hos oss"),
}


class DelingField(SelectField):
    """One of Deling; `data` is its value as text, `deling` the value itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_l("Hvem kan bruke den?"), choices=choices(DELING_NAVN), **options)

    @property
    def deling(self) -> Deling:
        """What was chosen."""
        return Deling(self.data)
