"""Letting an employee go: who takes over. The row has no field of its own here; what stands beside it are facts."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.administrasjon.brukere.queries import get_bruker
from portal.administrasjon.brukere.rules import TILSTAND_NAVN, state
from portal.administrasjon.brukere.slutt.actions import Overtakelse
from portal.i18n import _, _l
from portal.web.choices import choices
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored


class DeaktiverForm(WriteRowForm):
    """Each of the three may stay where it is."""

    asked = frozenset({"kunder_til", "oppgaver_til", "signeringer_til"})
    kunder_til = SelectField(_l("Kundene går til"), default="")
    oppgaver_til = SelectField(_l("Åpne oppgaver går til"), default="")
    signeringer_til = SelectField(_l("Den som signerer i stedet"), default="")

    def offer(self, kolleger: Iterable[Any]) -> "DeaktiverForm":
        """The form with colleagues to choose; call it before validate."""
        people = choices(((row.id, row.navn) for row in kolleger), none=_l("Blir stående"))
        for name in self.asked:
            self[name].choices = people
        return self

    def overtakelse(self) -> Overtakelse:
        """As the action takes it."""
        given = (self.kunder_til.data, self.oppgaver_til.data, self.signeringer_til.data)
        return Overtakelse(*(UUID(each) if each else None for each in given))


def slutt_reader(session: Session, *, bruker_id: UUID) -> Callable[[], Stored]:
    """How he stands now. One statement."""

    def stored() -> Stored:
        row = get_bruker(session, bruker_id=bruker_id)
        how = TILSTAND_NAVN[state(er_aktiv=row.er_aktiv, har_passord=row.passord_hash is not None)]
        return Stored(
            row.versjon, facts={str(_("Navn")): row.navn, str(_("E-post")): row.epost, str(_("Nå")): str(how)}
        )

    return stored
