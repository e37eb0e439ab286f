"""Forms of an employee."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.administrasjon.brukere.queries import get_bruker, list_avdelinger_av, list_roller_av
from portal.administrasjon.brukere.rules import Brukerdata
from portal.administrasjon.rules import beyond
from portal.i18n import LANGUAGES, _l
from portal.identity.actor import Actor
from portal.web.choices import CheckboxesField, choices, hold
from portal.web.fields import EpostField, Required, TekstField, TelefonField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Brukerfelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=120)
    epost = EpostField(_l("E-post"), [Required()])
    telefon = TelefonField(_l("Telefon"))
    sprak = SelectField(_l("Språk"), choices=choices(LANGUAGES, none=_l("Som byrået")))
    avdeling = SelectField(_l("Arbeider i"))
    avdelinger = CheckboxesField(_l("Kan arbeide i"))
    roller = CheckboxesField(_l("Roller"), [Required(_l("Velg minst én rolle."))])

    def offer(self: Any, *, roller: Sequence[Any], avdelinger: Sequence[Any]) -> Any:
        """The form with what can be chosen; a role that is out of use is offered to the one who has it."""
        self.rollerader = roller
        self.avdeling.choices = choices(((row.id, row.navn) for row in avdelinger), none=_l("Ingen"))
        self.avdelinger.choices = choices((row.id, row.navn) for row in avdelinger)
        self.roller.choices = choices((row.id, row.navn) for row in roller if row.er_aktiv)
        names: Mapping[Any, Any] = {row.id: row.navn for row in roller}
        hold(self.roller, lambda _missing: names)
        return self

    def data_of(self: Any) -> Brukerdata:
        """As the actions take it."""
        return Brukerdata(
            navn=self.navn.data,
            epost=self.epost.data.lower(),
            telefon=self.telefon.data or "",
            sprak=self.sprak.data or None,
            avdeling_id=UUID(self.avdeling.data) if self.avdeling.data else None,
            avdelinger=frozenset(map(UUID, self.avdelinger.data or ())),
            roller=frozenset(map(UUID, self.roller.data or ())),
        )


class NyBrukerForm(_Brukerfelt, WriteForm):
    """One who is to be invited."""


class BrukerForm(_Brukerfelt, WriteRowForm):
    """One who is there."""


def over(form: Any, actor: Actor) -> set[str]:
    """Roles that were offered with a right the actor does not have: he cannot give them to himself."""
    return {str(row.id) for row in form.rollerader if beyond(actor, row.rettigheter)}


def bruker_reader(session: Session, *, bruker_id: UUID) -> Callable[[], Stored]:
    """Reads the employee as the form holds him. Three statements."""

    def stored() -> Stored:
        row = get_bruker(session, bruker_id=bruker_id)
        offices = list_avdelinger_av(session, bruker_id=bruker_id) | (
            {row.avdeling_id} if row.avdeling_id else set()
        )
        values = {
            "navn": row.navn,
            "epost": row.epost,
            "telefon": row.telefon,
            "sprak": row.sprak or "",
            "avdeling": str(row.avdeling_id or ""),
            "avdelinger": sorted(map(str, offices)),
            "roller": sorted(map(str, list_roller_av(session, bruker_id=bruker_id))),
        }
        return Stored(row.versjon, values)

    return stored
