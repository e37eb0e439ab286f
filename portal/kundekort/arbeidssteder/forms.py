"""What is written of a worksite."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.i18n import _l
from portal.kundekort.adressesjekk import Adressesjekk, Skrevet
from portal.kundekort.arbeidssteder.queries import get_sted, list_kontaktvalg
from portal.kundekort.arbeidssteder.rules import SLAG_NAVN, Stedsdata
from portal.kundekort.models import Arbeidssted, Arbeidsstedslag
from portal.web.choices import choices
from portal.web.fields import LangTekstField, PostnrField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored


class _Stedsfelt(Adressesjekk):
    navn = TekstField(_l("Navn"), [Required(_l("Skriv navnet på arbeidsstedet."))], max_length=120)
    slag = SelectField(_l("Type"), choices=choices(SLAG_NAVN))
    adresse = TekstField(_l("Adresse"), max_length=200)
    postnr = PostnrField(_l("Postnummer"))
    poststed = TekstField(_l("Poststed"), max_length=80)
    oppmoete = LangTekstField(_l("Oppmøte og vei dit"), max_length=2000, render_kw={"rows": 3})
    bekledning = LangTekstField(_l("Bekledning og verneutstyr"), max_length=2000, render_kw={"rows": 2})
    kontakt_id = SelectField(_l("Kontakt på stedet"), default="")
    hms_kontakt_id = SelectField(_l("HMS-kontakt"), default="")

    def offer(self: Any, kontakter: Iterable[tuple[UUID, str]]) -> None:
        """Whom people choose from."""
        people = list(kontakter)
        for field in (self.kontakt_id, self.hms_kontakt_id):
            field.choices = choices(people, none=_l("Ingen bestemt"))

    def skrevne(self: Any) -> dict[str, Skrevet]:
        """The address as the check wants it, when it is new or changed."""
        if not self.is_rewritten("adresse", "postnr", "poststed"):
            return {}
        parts = (self.adresse.data or "", self.postnr.data or "", self.poststed.data or "")
        return {
            "arbeidssted": Skrevet(
                *parts, postnr_felt="postnr", poststed_felt="poststed", linje1_felt="adresse"
            )
        }

    def stedsdata(self: Any) -> Stedsdata:
        """As the actions take it."""
        return Stedsdata(
            navn=self.navn.data,
            slag=Arbeidsstedslag(self.slag.data),
            adresse=self.adresse.data,
            postnr=self.postnr.data or "",
            poststed=self.poststed.data,
            oppmoete=self.oppmoete.data,
            bekledning=self.bekledning.data,
            kontakt_id=_uuid(self.kontakt_id.data),
            hms_kontakt_id=_uuid(self.hms_kontakt_id.data),
        )


class NyttStedForm(_Stedsfelt, WriteForm):
    """A new worksite."""


class EndreStedForm(_Stedsfelt, WriteRowForm):
    """A worksite that is there."""

    asked = frozenset({"behold_adresse"})


class BruksForm(WriteForm):
    """A step on a worksite that asks for nothing: standard, out of use, back."""


def edit_form(
    session: Session, *, kunde_id: UUID, arbeidssted_id: UUID, posted: bool = True
) -> EndreStedForm:
    """The form of a worksite, with whom to choose from; `posted` False fills it from the row alone."""
    rows: list[Arbeidssted] = []

    def stored() -> Stored:
        rows.append(get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id))
        return _stored(rows[-1])

    form = EndreStedForm(stored=stored) if posted else EndreStedForm(None, stored=stored)
    chosen = [each for each in (rows[-1].kontakt_id, rows[-1].hms_kontakt_id) if each]
    form.offer(list_kontaktvalg(session, kunde_id=kunde_id, valgte=chosen))
    return form


def _stored(sted: Arbeidssted) -> Stored:
    values = {name: getattr(sted, name) for name in vars(Stedsdata(navn=""))}
    values |= {
        "slag": sted.slag.value,
        "kontakt_id": str(sted.kontakt_id or ""),
        "hms_kontakt_id": str(sted.hms_kontakt_id or ""),
    }
    return Stored(sted.versjon, values)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
