"""An activity, and a kind of activity."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField

from portal.db.clock import OSLO
from portal.i18n import _, _l
from portal.kundekort.aktiviteter import Aktivitetsdata
from portal.kundekort.aktivitetstyper import IKON_NAVN
from portal.kundekort.dialogskjema import DialogForm
from portal.web.choices import choices
from portal.web.fields import (
    DatoField,
    HeltallField,
    KlokkeslettField,
    LangTekstField,
    Required,
    TekstField,
    TimerField,
)
from portal.web.forms import WriteForm, WriteRowForm

#: A follow-up further away than this is a wish.
MOST_DAYS = 730


class _Aktivitetsfelt:
    type = RadioField(_l("Type"))
    dato = DatoField(_l("Dato"), [Required()])
    fra = KlokkeslettField(_l("Fra"), [Required()])
    varighet = TimerField(_l("Varighet"), maximum=24 * 60)
    kontakt = SelectField(_l("Kontakt"))
    emne = TekstField(_l("Emne"), max_length=160)
    notat = LangTekstField(_l("Notat"), max_length=10_000, render_kw={"rows": 4})
    sted = TekstField(_l("Sted"), max_length=160)
    neste_steg = TekstField(_l("Neste steg"), max_length=200)
    neste_dato = DatoField(_l("Innen"))
    uten_neste_steg = BooleanField(_l("Ingen neste steg"))

    def with_choices(self: Any, *, typer: Iterable[Any], kontakter: Iterable[Any]) -> Any:
        """The form with types and contacts to choose among; call it before validate."""
        self.type.choices = choices((row.id, _(row.navn)) for row in typer)
        people = [(row.id, f"{row.navn}, {row.stilling}" if row.stilling else row.navn) for row in kontakter]
        self.kontakt.choices = choices([("", _l("Ingen bestemt")), *people])
        return self

    def aktivitetsdata(self: Any) -> Aktivitetsdata:
        """As the actions take it; the time is Oslo's."""
        begin = datetime.combine(self.dato.data, self.fra.data, OSLO).astimezone(UTC)
        return Aktivitetsdata(
            type_id=UUID(self.type.data),
            tid=begin,
            varighet_min=self.varighet.data or 0,
            kontakt_id=UUID(self.kontakt.data) if self.kontakt.data else None,
            emne=self.emne.data,
            notat=self.notat.data,
            sted=self.sted.data,
            neste_steg=self.neste_steg.data,
            neste_dato=self.neste_dato.data,
            uten_neste_steg=self.uten_neste_steg.data,
        )


class NyAktivitetForm(_Aktivitetsfelt, DialogForm):
    """A new activity."""


class EndreAktivitetForm(_Aktivitetsfelt, WriteRowForm):
    """One that is there."""


class TypeForm(WriteForm):
    """A kind of activity."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    ikon = SelectField(_l("Ikon"), choices=choices(IKON_NAVN.items()))
    oppfoelging_dager = HeltallField(_l("Foreslå oppfølging etter"), minimum=1, maximum=MOST_DAYS)
    krever_neste_steg = BooleanField(_l("Skal ha neste steg"))
    er_aktiv = BooleanField(_l("I bruk"), default=True)
