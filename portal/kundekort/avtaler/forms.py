"""An appointment as it is written."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import OSLO
from portal.i18n import _l
from portal.identity.queries import list_brukere
from portal.kundekort.avtaler.queries import get_avtale, list_deltakere
from portal.kundekort.avtaler.rules import Avtaledata
from portal.kundekort.dialogskjema import DialogForm
from portal.kundekort.mottakere import list_valg
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import (
    DatoField,
    HiddenUuid,
    KlokkeslettField,
    LangTekstField,
    Required,
    TekstField,
)
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored


class _Avtalefelt:
    tittel = TekstField(_l("Hva gjelder det"), [Required(_l("Skriv hva avtalen gjelder."))], max_length=160)
    dato = DatoField(_l("Dato"), [Required()])
    fra = KlokkeslettField(_l("Fra"), [Required()])
    til = KlokkeslettField(_l("Til"), [Required()])
    sted = TekstField(_l("Sted"), max_length=160)
    beskrivelse = LangTekstField(_l("Beskrivelse"), max_length=4_000, render_kw={"rows": 3})
    kontakter = CheckboxesField(_l("Fra kunden"))
    kolleger = CheckboxesField(_l("Fra oss"))

    def avtaledata(self: Any) -> Avtaledata:
        """As the actions take it; the times are Oslo's."""
        return Avtaledata(
            tittel=self.tittel.data,
            start=_moment(self.dato.data, self.fra.data),
            slutt=_moment(self.dato.data, self.til.data),
            sted=self.sted.data,
            beskrivelse=self.beskrivelse.data,
            kontakter=frozenset(UUID(value) for value in self.kontakter.data or []),
            kolleger=frozenset(UUID(value) for value in self.kolleger.data or []),
        )


class NyAvtaleForm(_Avtalefelt, DialogForm):
    """A new appointment; `kunde` is the customer whose card it was begun on."""

    kunde = HiddenUuid()


class EndreAvtaleForm(_Avtalefelt, WriteRowForm):
    """One that is there."""


def new_form(session: Session, *, kunde_id: UUID | None, **values: Any) -> NyAvtaleForm:
    """The form of a new appointment, or the posted one. Two statements at most."""
    form = NyAvtaleForm(**values)
    _offer(session, form, kunde_id, ())
    return form


def edit_form(session: Session, avtale_id: UUID) -> EndreAvtaleForm:
    """The form of a stored appointment, with those who can be chosen and those who are in it."""
    form = EndreAvtaleForm(stored=_reader(session, avtale_id))
    avtale = get_avtale(session, avtale_id=avtale_id)
    _offer(session, form, avtale.kunde_id, list_deltakere(session, avtale_id=avtale_id))
    return form


def _offer(session: Session, form: Any, kunde_id: UUID | None, held: Any) -> None:
    contacts = {row.id: row.navn for row in list_valg(session, kunde_id=kunde_id)} if kunde_id else {}
    staff = {row.id: row.navn for row in list_brukere(session)}
    for deltaker in held:
        (contacts if deltaker.engasjement_id else staff).setdefault(deltaker.key, deltaker.navn)
    form.kontakter.choices = choices(contacts)
    form.kolleger.choices = choices(staff)


def _reader(session: Session, avtale_id: UUID) -> Callable[[], Stored]:
    def stored() -> Stored:
        avtale = get_avtale(session, avtale_id=avtale_id)
        deltakere = list_deltakere(session, avtale_id=avtale_id)
        start, slutt = avtale.start_tid.astimezone(OSLO), avtale.slutt_tid.astimezone(OSLO)
        return Stored(
            avtale.versjon,
            {
                "tittel": avtale.tittel,
                "dato": start.date(),
                "fra": start.time(),
                "til": slutt.time(),
                "sted": avtale.sted,
                "beskrivelse": avtale.beskrivelse,
                "kontakter": [str(d.key) for d in deltakere if d.engasjement_id],
                "kolleger": [str(d.key) for d in deltakere if d.bruker_id],
            },
        )

    return stored


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, OSLO).astimezone(UTC)
