"""Forms of a status and of a rule."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectField
from wtforms.validators import Regexp

from portal.i18n import _l
from portal.kundekort.models import Regelmottaker, Regelslag, Statusflagg
from portal.kundekort.rules import KRAV_NAVN, Handling
from portal.kundekort.statuser.rules import DELER, MOTTAKER_NAVN, Regeldata, Statusdata
from portal.kundekort.statusregler import FELTER
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import EpostField, HeltallField, LangTekstField, Required, TekstField
from portal.web.forms import WriteForm, WriteRowForm

FLAGG = choices(
    {
        Statusflagg.JA: _l("Ja"),
        Statusflagg.ADVARSEL: _l("Ja, med advarsel"),
        Statusflagg.FORESPOERSEL: _l("Bare forespørsel"),
        Statusflagg.NEI: _l("Nei"),
    }
)
TONER = choices(
    {
        "ok": _l("Grønn"),
        "info": _l("Blå"),
        "warn": _l("Gul"),
        "bad": _l("Rød"),
        "mute": _l("Grå"),
    }
)
_OPPGAVE = (Regelmottaker.ANSVARLIG, Regelmottaker.AKTOER, Regelmottaker.BRUKER)
MOTTAKERE = {Regelslag.OPPGAVE: _OPPGAVE, Regelslag.EPOST: tuple(Regelmottaker)}


class _Statusfelt:
    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    rekkefoelge = HeltallField(_l("Rekkefølge"), [Required()], maximum=10_000, default=90)
    tone = SelectField(_l("Farge"), choices=TONER, default="mute")
    ny_stilling = SelectField(_l("Ny ledig stilling"), choices=FLAGG, default="ja")
    nytt_oppdrag = SelectField(_l("Nytt oppdrag"), choices=FLAGG, default="ja")
    forleng = SelectField(_l("Forlenge oppdrag"), choices=FLAGG, default="ja")
    faktura = SelectField(_l("Faktura"), choices=FLAGG, default="ja")
    aktiv = BooleanField(_l("Regnes som aktiv kunde"), default=True)
    i_soek = BooleanField(_l("Vises i vanlige søk"), default=True)
    er_sperre = BooleanField(_l("Er en kredittsperre, som bare økonomi setter og opphever"))
    krever_ingen_oppdrag = BooleanField(_l("Kan ikke settes mens oppdrag løper"))
    krav = CheckboxesField(_l("Krav før kunden får statusen"), choices=choices(KRAV_NAVN))
    kan_velges = BooleanField(_l("I bruk"), default=True)

    def statusdata(self: Any) -> Statusdata:
        """As the actions take it."""
        return Statusdata(
            navn=self.navn.data,
            rekkefoelge=self.rekkefoelge.data,
            tone=self.tone.data,
            flagg={handling.value: Statusflagg(self[handling.value].data) for handling in Handling},
            aktiv=self.aktiv.data,
            i_soek=self.i_soek.data,
            er_sperre=self.er_sperre.data,
            krever_ingen_oppdrag=self.krever_ingen_oppdrag.data,
            kan_velges=self.kan_velges.data,
            krav=tuple(self.krav.data or ()),
        )


class NyStatusForm(_Statusfelt, WriteForm):
    """A new one; its code is for good."""

    kode = TekstField(
        _l("Kode"),
        [
            Required(),
            Regexp(r"^[A-ZÆØÅ0-9]{1,4}$", message=_l("Skriv én til fire store bokstaver eller tall.")),
        ],
        max_length=4,
    )


class EndreStatusForm(_Statusfelt, WriteRowForm):
    """One that is there."""


class RegelForm(WriteRowForm):
    """A rule; a kind of rule shows its own fields."""

    felter = CheckboxesField(
        _l("Felter"),
        [Required(_l("Velg minst ett felt."))],
        choices=choices((code, label) for code, (label, _met) in FELTER.items()),
    )
    mottaker = SelectField(_l("Til"), choices=choices(MOTTAKER_NAVN))
    bruker_id = SelectField(_l("Kollega"))
    epost = EpostField(_l("Adresse"))
    tittel = TekstField(_l("Tittel"), [Required()], max_length=160)
    tekst = LangTekstField(_l("Tekst"), [Required()], max_length=4000, render_kw={"rows": 4})
    dager = HeltallField(_l("Frist etter"), [Required()], maximum=730)
    er_aktiv = BooleanField(_l("I bruk"), default=True)

    def of_kind(self, slag: Regelslag, *, brukere: Iterable[tuple[UUID, str]]) -> "RegelForm":
        """The form with the fields and choices of one kind; call it before validate."""
        self.bruker_id.choices = choices(brukere, none="–")
        self.mottaker.choices = choices((m, MOTTAKER_NAVN[m]) for m in MOTTAKERE.get(slag, _OPPGAVE))
        if slag is Regelslag.EPOST:
            self.tittel.label.text = _l("Emne")
        for name in [f.short_name for f in self.row_fields()]:
            if name not in {*DELER[slag], "er_aktiv"}:
                del self[name]
        return self

    def regeldata(self) -> Regeldata:
        """As the action takes it."""
        held = {field.short_name: field.data for field in self.row_fields()}
        if "mottaker" in held:
            held["mottaker"] = Regelmottaker(held["mottaker"])
            held["bruker_id"] = UUID(held["bruker_id"]) if held["bruker_id"] else None
        if "felter" in held:
            held["felter"] = tuple(held["felter"])
        if "epost" in held:
            held["epost"] = held["epost"] or ""
        return Regeldata(**held)
