"""Forms of what an office decides for itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.administrasjon.kontor.queries import (
    get_oppsett,
    list_risikoklasser,
    list_soner,
    names_of_klasser,
)
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.i18n import _, _l
from portal.kundekort.models import Agasone
from portal.web.choices import choices, hold
from portal.web.fields import DatoField, EpostField, Required
from portal.web.formats import dato
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored


class KontorForm(WriteRowForm):
    """What new customers begin with, and where answers go."""

    risikoklasse = SelectField(_l("Standard risikoklasse"))
    svar_epost = EpostField(_l("Svaradresse"))

    def offer(self, session: Session) -> "KontorForm":
        """The form with the agency's classes; call it before validate."""
        rows = list_risikoklasser(session)
        self.risikoklasse.choices = choices(((row.id, row.navn) for row in rows), none=_l("Ingen"))
        hold(self.risikoklasse, lambda missing: names_of_klasser(session, ids=missing))
        return self


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
            "svar_epost": row.svar_epost if row else "",
        }
        return Stored(get_avdeling(session, avdeling_id=avdeling_id).versjon, values)

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
