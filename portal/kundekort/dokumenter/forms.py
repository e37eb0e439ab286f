"""What is written of a document, and the file itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.filestore.models import Dokument, Dokumentslag
from portal.i18n import _, _l
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.dokumenter.queries import get_kundedokument
from portal.kundekort.dokumenter.rules import SLAG_NAVN, VELGES, Dokumentdata, last_day
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored


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

    asked = frozenset({"fil"})
    fil = FileField(_l("Fil"), [FileRequired(_l("Velg en fil."))])


def reader(session: Session, *, kunde_id: UUID, dokument_id: UUID) -> Callable[[], Stored]:
    """Reads the document as the forms hold it."""
    return lambda: _stored(get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id))


def _stored(dokument: Dokument) -> Stored:
    """The fields of the one form, the facts of the other."""
    values = {
        "tittel": dokument.tittel,
        "slag": dokument.slag.value,
        "gyldig_fra": dokument.gyldig_fra,
        "siste_dag": last_day(dokument.gyldig_til),
        "synlig_i_portal": dokument.synlig_i_portal,
    }
    return Stored(dokument.versjon, values, {_("Versjon"): str(dokument.siste_nr)})
