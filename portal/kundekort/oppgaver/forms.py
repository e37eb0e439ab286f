"""A task as it is written."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.i18n import _, _l
from portal.identity.queries import list_brukere
from portal.kundekort.aktivitetstyper import list_typer
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.models import Gjentakelse, Prioritet
from portal.kundekort.mottakere import list_valg
from portal.kundekort.oppgaver.queries import get_rad
from portal.kundekort.oppgaver.rules import GJENTAKELSE_NAVN, PRIORITET_NAVN, Oppgavedata
from portal.web.choices import choices, hold
from portal.web.fields import DatoField, HiddenUuid, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Oppgavefelt:
    tittel = TekstField(_l("Hva skal gjøres"), [Required(_l("Skriv hva som skal gjøres."))], max_length=200)
    type = SelectField(_l("Type"))
    frist = DatoField(_l("Frist"))
    prioritet = SelectField(_l("Prioritet"), choices=choices(PRIORITET_NAVN), default=Prioritet.VANLIG.value)
    gjentakelse = SelectField(
        _l("Gjentas"), choices=choices(GJENTAKELSE_NAVN), default=Gjentakelse.INGEN.value
    )
    ansvarlig = SelectField(_l("Ansvarlig"))
    kontakt = SelectField(_l("Kontakt"))
    beskrivelse = LangTekstField(_l("Beskrivelse"), max_length=10_000, render_kw={"rows": 4})

    def with_choices(
        self: Any, *, typer: Iterable[Any], kolleger: Iterable[Any], kontakter: Iterable[Any]
    ) -> Any:
        """The form with what can be chosen; call it before validate."""
        self.type.choices = choices([(row.id, _(row.navn)) for row in typer], none=_l("Ingen type"))
        self.ansvarlig.choices = choices((row.id, row.navn) for row in kolleger)
        people = [(row.id, f"{row.navn}, {row.stilling}" if row.stilling else row.navn) for row in kontakter]
        self.kontakt.choices = choices(people, none=_l("Ingen bestemt"))
        return self

    def oppgavedata(self: Any) -> Oppgavedata:
        """As the actions take it."""
        return Oppgavedata(
            tittel=self.tittel.data,
            ansvarlig_id=UUID(self.ansvarlig.data),
            frist_dato=self.frist.data,
            prioritet=Prioritet(self.prioritet.data),
            type_id=UUID(self.type.data) if self.type.data else None,
            gjentakelse=Gjentakelse(self.gjentakelse.data),
            beskrivelse=self.beskrivelse.data,
            kontakt_id=UUID(self.kontakt.data) if self.kontakt.data else None,
        )


class NyOppgaveForm(_Oppgavefelt, DialogForm):
    """A new task; `kunde` is the customer whose card it was begun on."""

    kunde = HiddenUuid()


class EndreOppgaveForm(_Oppgavefelt, WriteRowForm):
    """One that is there."""


class KoblingForm(WriteForm):
    """A record to link."""

    slag = TekstField(max_length=60)
    post = HiddenUuid()


def new_form(session: Session, *, kunde_id: UUID | None, **values: Any) -> NyOppgaveForm:
    """The form of a new task, or the posted one. Three statements at most."""
    form = NyOppgaveForm(**values)
    form.with_choices(
        typer=list_typer(session),
        kolleger=list_brukere(session),
        kontakter=list_valg(session, kunde_id=kunde_id) if kunde_id else [],
    )
    return form


def edit_form(session: Session, rad: Any) -> EndreOppgaveForm:
    """The form of a stored task: what can be chosen now, and what it has. Three statements."""
    form = EndreOppgaveForm(stored=_reader(session, rad))
    form.with_choices(
        typer=[row for row in list_typer(session, alle=True) if row.er_aktiv or row.id == rad.type_id],
        kolleger=list_brukere(session),
        kontakter=list_valg(session, kunde_id=rad.kunde_id) if rad.kunde_id else [],
    )
    hold(form.ansvarlig, lambda _missing: {rad.ansvarlig_id: rad.ansvarlig})
    hold(form.kontakt, lambda _missing: {rad.engasjement_id: rad.kontakt})
    return form


def _reader(session: Session, rad: Any) -> Callable[[], Stored]:
    first = [rad]  # the row at hand fills the form, later calls read

    def stored() -> Stored:
        row = first.pop() if first else get_rad(session, oppgave_id=rad.id)
        return Stored(
            row.versjon,
            {
                "tittel": row.tittel,
                "type": str(row.type_id or ""),
                "frist": row.frist_dato,
                "prioritet": row.prioritet.value,
                "gjentakelse": row.gjentakelse.value,
                "ansvarlig": str(row.ansvarlig_id),
                "kontakt": str(row.engasjement_id or ""),
                "beskrivelse": row.beskrivelse,
            },
        )

    return stored
