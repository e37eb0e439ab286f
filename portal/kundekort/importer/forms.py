"""Forms of an import: the file, its columns, and the steps that only carry their key."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from portal.i18n import _l
from portal.kundekort.importer.rules import FELTER
from portal.kundekort.models import Import
from portal.web.fields import TekstField
from portal.web.forms import WriteForm

KODINGER = [
    SelectChoice("", _l("Finn ut av det")),
    SelectChoice("utf-8", _l("UTF-8")),
    SelectChoice("cp1252", _l("Windows (vestlig)")),
    SelectChoice("utf-16", _l("UTF-16")),
]


class FilForm(WriteForm):
    """The file, and where the list comes from."""

    fil = FileField(_l("Fil"), [FileRequired(_l("Velg en fil."))])
    kilde = TekstField(_l("Kilde"), max_length=60, default="import")
    koding = SelectField(_l("Tegnkoding"), choices=KODINGER, default="")


class StegForm(WriteForm):
    """Run, or take back."""


class KolonneForm(WriteForm):
    """Which column holds which field; the fields are added below, one per FELTER."""

    def offer(self, kjoering: Import) -> None:
        """The columns of the file, and those that are chosen."""
        columns = [
            SelectChoice(str(place), header or f"({place + 1})")
            for place, header in enumerate(kjoering.overskrifter)
        ]
        for name in FELTER:
            field = self[name]
            field.choices = [SelectChoice("", _l("Brukes ikke")), *columns]
            if not self.is_submitted():
                field.data = str(kjoering.kolonner.get(name, ""))

    def columns(self) -> dict[str, int]:
        """Field → column number, of the chosen ones."""
        return {name: int(self[name].data) for name in FELTER if self[name].data}


def _add_fields(form: Any) -> None:
    for name, (label, _headers) in FELTER.items():
        setattr(form, name, SelectField(label))


_add_fields(KolonneForm)
