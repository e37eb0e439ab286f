"""What is written of a document, and the file itself."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from portal.filestore.models import Dokumentslag
from portal.i18n import _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.dokumenter.rules import SLAG_NAVN, VELGES, Dokumentdata
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteRowForm


class _Dokumentfelt:
    tittel = TekstField(_l("Tittel"), [Required()], max_length=160)
    slag = SelectField(_l("Type"), choices=choices((s.value, SLAG_NAVN[s]) for s in VELGES))
    gyldig_fra = DatoField(_l("Gyldig fra"))
    siste_dag = DatoField(_l("Gyldig til og med"))
    synlig_i_portal = BooleanField(_l("Synlig i kundeportalen"))

    def dokumentdata(self: Any) -> Dokumentdata:
        """As the actions take it."""
        return Dokumentdata(
            slag=Dokumentslag(self.slag.data),
            tittel=self.tittel.data,
            gyldig_fra=self.gyldig_fra.data,
            siste_dag=self.siste_dag.data,
            synlig_i_portal=self.synlig_i_portal.data,
        )


class NyttDokumentForm(_Dokumentfelt, DialogForm):
    """A new document with its file."""

    fil = FileField(_l("Fil"), [FileRequired(_l("Velg en fil."))])


class EndreDokumentForm(_Dokumentfelt, WriteRowForm):
    """What is written of one that is there."""


class NyVersjonForm(WriteRowForm):
    """A new file for one that is there."""

    fil = FileField(_l("Fil"), [FileRequired(_l("Velg en fil."))])
