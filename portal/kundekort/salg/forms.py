"""Forms of sales on the card: the customer's side, a competitor, an opportunity, and its move."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField

from portal.i18n import _, _l
from portal.kundekort.models import Salgskode, Salgskodeslag, Salgstrinn
from portal.kundekort.salg.rules import Konkurrentdata, Mulighetsdata, Salgsdata
from portal.web.choices import choices, hold
from portal.web.fields import (
    BeloepField,
    DatoField,
    HeltallField,
    LangTekstField,
    ProsentField,
    Required,
    TekstField,
)
from portal.web.forms import WriteForm, WriteRowForm

#: As much as one customer could be worth in a year, in øre: a typing error beyond it is seen.
MOST_OERE = 10**13
MOST_AARSVERK = 100_000


class SalgForm(WriteRowForm):
    """Who follows up, where it came from, what it could buy."""

    vara_id = SelectField(_l("Vara for kundeansvarlig"))
    team_id = SelectField(_l("Salgsteam"))
    kilde_id = SelectField(_l("Kilde"))
    kampanje = TekstField(_l("Kampanje"), max_length=100)
    segment_id = SelectField(_l("Segment"))
    potensial = BeloepField(_l("Potensial per år"), maximum=MOST_OERE)
    aarsverk = HeltallField(_l("Potensial i årsverk"), maximum=MOST_AARSVERK)

    def offer(
        self,
        *,
        brukere: Iterable[Any],
        team: Sequence[Any],
        koder: Sequence[Salgskode],
        sluttet: Callable[[list[str]], Mapping[Any, Any]],
    ) -> None:
        """What people choose from, and what it has though it is out of use; `sluttet` names those who have left."""
        self.vara_id.choices = choices(brukere, none="–")
        hold(self.vara_id, sluttet)
        self.team_id.choices = choices(((row.id, row.navn) for row in team if row.er_aktiv), none="–")
        hold(self.team_id, lambda _ids: {row.id: row.navn for row in team})
        for field, slag in ((self.kilde_id, Salgskodeslag.KILDE), (self.segment_id, Salgskodeslag.SEGMENT)):
            words = ((kode.id, _(kode.navn)) for kode in koder if kode.er_aktiv and kode.slag is slag)
            field.choices = choices(words, none="–")
            hold(field, lambda _ids: {kode.id: _(kode.navn) for kode in koder})

    def salgsdata(self) -> Salgsdata:
        """As the action takes it."""
        return Salgsdata(
            vara_id=_uuid(self.vara_id.data),
            team_id=_uuid(self.team_id.data),
            kilde_id=_uuid(self.kilde_id.data),
            kampanje=self.kampanje.data,
            segment_id=_uuid(self.segment_id.data),
            potensial_oere=self.potensial.data,
            aarsverk=self.aarsverk.data,
        )


class KonkurrentForm(WriteRowForm):
    """Another agency at the customer."""

    navn = TekstField(_l("Navn"), [Required()], max_length=120)
    andel = ProsentField(_l("Andel av innleien"), maximum=10_000)
    pris = TekstField(_l("Pris"), max_length=160)
    avtaleslutt = DatoField(_l("Avtalen går ut"))
    varsel_dager = HeltallField(_l("Minn meg på det"), [Required()], maximum=730)
    merknad = LangTekstField(_l("Merknad"), max_length=2000, render_kw={"rows": 3})
    er_aktiv = BooleanField(_l("Leverer til kunden nå"))

    def konkurrentdata(self) -> Konkurrentdata:
        """As the action takes it."""
        return Konkurrentdata(
            navn=self.navn.data,
            andel_bp=self.andel.data,
            pris=self.pris.data,
            avtaleslutt=self.avtaleslutt.data,
            varsel_dager=self.varsel_dager.data,
            merknad=self.merknad.data,
            er_aktiv=self.er_aktiv.data,
        )


class _Mulighetsfelt:
    tittel = TekstField(_l("Hva det gjelder"), [Required()], max_length=160)
    verdi = BeloepField(_l("Verdi per år"), maximum=MOST_OERE)
    aarsverk = HeltallField(_l("Årsverk"), maximum=MOST_AARSVERK)
    forventet_dato = DatoField(_l("Forventet avklart"))
    ansvarlig_id = SelectField(_l("Ansvarlig"))
    kontakt_id = SelectField(_l("Kontakt"))
    beskrivelse = LangTekstField(_l("Beskrivelse"), max_length=10_000, render_kw={"rows": 4})

    def offer(self: Any, *, brukere: Iterable[Any], kontakter: Iterable[Any]) -> None:
        """What people choose from."""
        self.ansvarlig_id.choices = choices(brukere)
        people = ((row.id, f"{row.navn}, {row.stilling}" if row.stilling else row.navn) for row in kontakter)
        self.kontakt_id.choices = choices(people, none=_l("Ingen bestemt"))

    def mulighetsdata(self: Any) -> Mulighetsdata:
        """As the actions take it."""
        return Mulighetsdata(
            tittel=self.tittel.data,
            ansvarlig_id=UUID(self.ansvarlig_id.data),
            verdi_oere=self.verdi.data,
            aarsverk=self.aarsverk.data,
            forventet_dato=self.forventet_dato.data,
            kontakt_id=_uuid(self.kontakt_id.data),
            beskrivelse=self.beskrivelse.data,
        )


class NyMulighetForm(_Mulighetsfelt, WriteForm):
    """A new one, in the stage it begins in."""

    trinn_id = SelectField(_l("Trinn"))


class EndreMulighetForm(_Mulighetsfelt, WriteRowForm):
    """One that is there."""


class FlyttForm(WriteRowForm):
    """To another stage; a reason when it is lost."""

    asked = frozenset({"trinn_id", "grunn"})
    trinn_id = SelectField(_l("Til trinn"))
    grunn = TekstField(_l("Hvorfor tapt"), max_length=300)

    def offer(self, trinn: Iterable[Salgstrinn]) -> None:
        """The stages in use."""
        self.trinn_id.choices = trinnvalg(trinn)


def trinnvalg(trinn: Iterable[Salgstrinn]) -> Any:
    """Stages as a select shows them."""
    return choices((row.id, _(row.navn)) for row in trinn)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
