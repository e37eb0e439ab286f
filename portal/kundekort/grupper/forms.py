"""Forms of a group, of putting a contact in one, and of a mail or a text message to it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField, ValidationError

from portal.i18n import _l
from portal.kundekort.deling import DelingField
from portal.kundekort.grupper.actions import lag_gruppe
from portal.kundekort.grupper.queries import get_gruppe
from portal.kundekort.grupper.rules import DELER, SLAG_NAVN, Vilkaar, read_vilkaar
from portal.kundekort.kontakter.rules import PAAVIRKNING_NAVN, ROLLE_NAVN
from portal.kundekort.models import Deling, Gruppeslag, Paavirkning
from portal.kundekort.utvalg import Leser
from portal.messaging.smsfelt import SmsTekstField
from portal.web.choices import CheckboxesField, choices, hold
from portal.web.fields import LangTekstField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Gruppefelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    deling = DelingField()
    roller = CheckboxesField(_l("Rolle hos kunden"), choices=choices(ROLLE_NAVN))
    paavirkning = CheckboxesField(
        _l("Påvirkning"),
        choices=choices((k, v) for k, v in PAAVIRKNING_NAVN.items() if k is not Paavirkning.INGEN),
    )
    statuser = CheckboxesField(_l("Kundens status"))
    avdelinger = CheckboxesField(_l("Avdelingen vår"))
    ansvarlige = CheckboxesField(_l("Kundeansvarlig"))
    fylker = CheckboxesField(_l("Fylke"))

    def offer(
        self: Any,
        *,
        statuser: Iterable[Any],
        avdelinger: Iterable[Any],
        ansvarlige: Iterable[Any],
        fylker: Iterable[Any],
        sluttet: Callable[[list[str]], Mapping[Any, Any]],
    ) -> None:
        """What the rule can ask, and names those it asks for who have left; call it before validate."""
        given = {"statuser": statuser, "avdelinger": avdelinger, "ansvarlige": ansvarlige, "fylker": fylker}
        for name, pairs in given.items():
            self[name].choices = choices((pair[0], pair[1]) for pair in pairs)
        hold(self.ansvarlige, sluttet)

    def vilkaar(self: Any) -> Vilkaar:
        """The rule as the actions take it."""
        return Vilkaar(**{name: tuple(self[name].data or ()) for name in DELER})


class GruppeForm(_Gruppefelt, WriteForm):
    """A new one; how its members are found is for good."""

    slag = SelectField(_l("Medlemmer"), choices=choices(SLAG_NAVN), default="fast")


class EndreGruppeForm(_Gruppefelt, WriteRowForm):
    """One's own; a fixed one has no rule."""


def reader(session: Session, *, gruppe_id: UUID, leser: Leser) -> Callable[[], Stored]:
    """Reads the group as the form holds it."""

    def stored() -> Stored:
        gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
        rule = read_vilkaar(gruppe.vilkaar)
        asked = {name: list(getattr(rule, name)) for name in DELER}
        return Stored(gruppe.versjon, {"navn": gruppe.navn, "deling": gruppe.deling.value, **asked})

    return stored


class TomForm(WriteForm):
    """Only the key that makes a second post harmless."""


class LeggIGruppeForm(WriteForm):
    """A group that is there, or the name of a new one of one's own."""

    gruppe_id = SelectField(_l("Gruppe"))
    ny_gruppe = TekstField(_l("Ny gruppe"), max_length=60)

    def offer(self, grupper: Iterable[tuple[UUID, str]]) -> None:
        """Groups the contact can be put in."""
        self.gruppe_id.choices = choices(grupper, none=_l("Ny gruppe"))

    def validate_ny_gruppe(self, field: Any) -> None:
        """Either a group is chosen or a new one is named."""
        if not self.gruppe_id.data and not field.data:
            raise ValidationError(_l("Velg en gruppe, eller skriv navnet på en ny."))

    def take(self, session: Session, leser: Leser) -> UUID:
        """The chosen group; a new one is made. Raises as `lag_gruppe`."""
        if self.gruppe_id.data:
            return UUID(self.gruppe_id.data)
        made = lag_gruppe(
            session, navn=self.ny_gruppe.data, deling=Deling.MEG, slag=Gruppeslag.FAST, leser=leser
        )
        return made.id


class BrevForm(WriteForm):
    """A mail to the group."""

    emne = TekstField(_l("Emne"), [Required()], max_length=160)
    tekst = LangTekstField(_l("Melding"), [Required()], max_length=20_000, render_kw={"rows": 10})


class GruppeSmsForm(WriteForm):
    """A text message to the group."""

    tekst = SmsTekstField(_l("Melding"), [Required()])
