"""Forms of what an office decides for itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.administrasjon.kontor.actions import Kontordata
from portal.administrasjon.kontor.queries import (
    get_oppsett,
    has_logo,
    list_risikoklasser,
    list_soner,
    names_of_klasser,
)
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.i18n import _, _l
from portal.kundekort.models import Agasone
from portal.web.choices import choices, hold
from portal.web.fields import DatoField, EpostField, Required, TekstField
from portal.web.formats import dato
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored

#: Fields of words, in the order of the form.
TEXTS = ("avsender_navn", "avsender_epost", "svar_epost")


class KontorForm(WriteRowForm):
    """What new customers begin with, and where answers go."""

    risikoklasse = SelectField(_l("Standard risikoklasse"))
    avsender_navn = TekstField(_l("Avsendernavn"), max_length=80)
    avsender_epost = EpostField(_l("Avsenderadresse"))
    svar_epost = EpostField(_l("Svaradresse"))

    def data_of(self) -> Kontordata:
        """As the action takes it."""
        return Kontordata(
            risikoklasse_id=UUID(self.risikoklasse.data) if self.risikoklasse.data else None,
            svar_epost=self.svar_epost.data or "",
            avsender_navn=self.avsender_navn.data or "",
            avsender_epost=self.avsender_epost.data or "",
        )

    def offer(self, session: Session) -> "KontorForm":
        """The form with the agency's classes; call it before validate."""
        rows = list_risikoklasser(session)
        self.risikoklasse.choices = choices(((row.id, row.navn) for row in rows), none=_l("Ingen"))
        hold(self.risikoklasse, lambda missing: names_of_klasser(session, ids=missing))
        return self


class LogoForm(WriteRowForm):
    """A picture for the head of documents."""

    asked = frozenset({"logo"})
    logo = FileField(_l("Logo"), [FileRequired(_l("Velg et bilde."))])


class SoneForm(WriteRowForm):
    """Another zone from a day on; what holds now stands beside it."""

    asked = frozenset({"sone", "fra"})
    sone = SelectField(_l("AGA-sone"), choices=choices((sone, sone.value) for sone in Agasone))
    fra = DatoField(_l("Fra"), [Required()])


def kontor_reader(session: Session, *, avdeling_id: Any) -> Callable[[], Stored]:
    """Reads what the office has chosen. Two statements."""

    def stored() -> Stored:
        row = get_oppsett(session, avdeling_id=avdeling_id)
        values = {
            "risikoklasse": str(row.risikoklasse_id or "") if row else "",
            **{name: getattr(row, name) if row else "" for name in TEXTS},
        }
        return Stored(get_avdeling(session, avdeling_id=avdeling_id).versjon, values)

    return stored


def logo_reader(session: Session, *, avdeling_id: Any) -> Callable[[], Stored]:
    """Reads the office, and whether it has a picture. Two statements."""

    def stored() -> Stored:
        avdeling = get_avdeling(session, avdeling_id=avdeling_id)
        held = _("Ja") if has_logo(session, avdeling_id=avdeling_id) else _("Nei")
        return Stored(avdeling.versjon, facts={_("Avdeling"): avdeling.navn, _("Har logo"): held})

    return stored


def sone_reader(session: Session, *, avdeling_id: Any) -> Callable[[], Stored]:
    """Reads the office and its latest zone. Two statements."""

    def stored() -> Stored:
        avdeling = get_avdeling(session, avdeling_id=avdeling_id)
        soner = list_soner(session, avdeling_id=avdeling_id)
        last = (
            _("%(sone)s fra %(dato)s", sone=soner[0].sone, dato=dato(soner[0].gyldig_fra)) if soner else "–"
        )
        facts = {str(_("Avdeling")): avdeling.navn, str(_("Siste sone")): str(last)}
        return Stored(avdeling.versjon, facts=facts)

    return stored
