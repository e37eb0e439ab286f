"""The kinds of defaults this room keeps: what each holds, its form, and how a row reads in one line."""

from datetime import time
from typing import Any

from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _, _l, ngettext
from portal.kundekort.models import Standardslag, Standardverdi
from portal.kundekort.standardseksjoner import Seksjon, register
from portal.registers.politiattest import is_police_certificate, list_attesthjemler
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import (
    HeltallField,
    KlokkeslettField,
    LangTekstField,
    ProsentField,
    Required,
    TekstField,
)
from portal.web.formats import prosent
from portal.web.forms import WriteRowForm

DAGER = {
    "1": _l("man"), "2": _l("tir"), "3": _l("ons"), "4": _l("tor"), "5": _l("fre"), "6": _l("lør"), "7": _l("søn"),
}  # fmt: skip


class RadForm(WriteRowForm):
    """What every default has; a kind adds its own fields before these."""

    rekkefoelge = HeltallField(_l("Prioritet"), [Required()], maximum=1000)
    er_aktiv = BooleanField(_l("I bruk"))


class DokumentkravForm(RadForm):
    """A paper the worker must have."""

    navn = TekstField(_l("Dokument"), [Required()], max_length=120)
    hjemmel = TekstField(_l("Hjemmel"), max_length=200)
    stopper = BooleanField(_l("Absolutt krav"))


class SkiftForm(RadForm):
    """Hours of a shift; an end before the start crosses midnight."""

    navn = TekstField(_l("Navn"), [Required()], max_length=80)
    dager = CheckboxesField(_l("Dager"), [Required(_l("Velg minst én dag."))], choices=choices(DAGER))
    start = KlokkeslettField(_l("Fra"), [Required()])
    slutt = KlokkeslettField(_l("Til"), [Required()])
    pause = HeltallField(_l("Pause i minutter"), maximum=480)
    tillegg = TekstField(_l("Tillegg"), max_length=160)


class StillingsmalForm(RadForm):
    """The words of a vacancy."""

    navn = TekstField(_l("Tittel"), [Required()], max_length=120)
    yrkeskode = TekstField(_l("Yrkeskode (STYRK-08)"), max_length=8)
    beskrivelse = LangTekstField(_l("Beskrivelse"), render_kw={"rows": 5})
    krav = TekstField(_l("Krav til kompetanse"), max_length=400)
    verneutstyr = TekstField(_l("Verneutstyr"), max_length=300)


class KompetanseForm(RadForm):
    """What the workers there must be able to."""

    navn = TekstField(_l("Kompetanse"), [Required()], max_length=120)
    kategori = TekstField(_l("Kategori"), max_length=80)
    paakrevd = BooleanField(_l("Påkrevd"))


class RisikoklasseForm(RadForm):
    """Occupation and what its insurance costs."""

    navn = TekstField(_l("Klasse"), [Required()], max_length=120)
    yrkeskode = TekstField(_l("Yrkeskode (STYRK-08)"), max_length=8)
    premie = ProsentField(_l("Yrkesskadepremie i prosent av lønn"), maximum=10_000)


class OpptjeningForm(RadForm):
    """What the worker earns beside the pay."""

    navn = TekstField(_l("Profil"), [Required()], max_length=120)
    feriepenger = ProsentField(_l("Feriepenger i prosent"), [Required()], maximum=3000)
    helligdagsloenn = BooleanField(_l("Lønn på helligdager"))
    avspasering = BooleanField(_l("Overtid kan avspaseres"))


def _kind(
    slag: Standardslag,
    label: Any,
    tekst: Any,
    form: type[RadForm],
    summary: Any,
    *,
    order: int,
    check: Any = None,
) -> Seksjon:
    fields = {name: field for name, field in vars(form).items() if hasattr(field, "field_class")}
    names = [name for name in fields if name != "navn"]
    clocks = {name for name in names if fields[name].field_class is KlokkeslettField}

    def values(row: Standardverdi | None) -> dict[str, Any]:
        data = row.data if row else {}
        held = {name: data.get(name) for name in names}
        held |= {name: time.fromisoformat(data[name]) for name in clocks & data.keys()}
        if row is None:
            return {**held, "navn": "", "rekkefoelge": 10, "er_aktiv": True}
        return {**held, "navn": row.navn, "rekkefoelge": row.rekkefoelge, "er_aktiv": row.er_aktiv}

    def fill(row: Standardverdi, typed: Any) -> None:
        row.navn, row.rekkefoelge = typed.navn.data, typed.rekkefoelge.data
        row.er_aktiv = typed.er_aktiv.data
        row.data = {
            name: f"{typed[name].data:%H:%M}" if name in clocks else typed[name].data for name in names
        }

    return Seksjon(slag.value, label, tekst, Standardverdi, form, values, fill, summary, order, check)


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _shift(row: Standardverdi) -> str:
    data = row.data
    days = " ".join(str(DAGER[day]) for day in data["dager"])
    pause = ngettext("%(num)d minutt pause", "%(num)d minutter pause", data["pause"]) if data["pause"] else ""
    over = _("over midnatt") if data["slutt"] <= data["start"] else ""
    return _joined(f"{days} {data['start']}–{data['slutt']}", pause, over, data["tillegg"])


def _paper(row: Standardverdi) -> str:
    stops = _("absolutt krav") if row.data["stopper"] else _("bør finnes")
    return _joined(stops, row.data["hjemmel"])


def _refuse_lawless(session: Session, row: Standardverdi) -> None:
    """A politiattest is demanded only by a law that the register knows; raises Refused, naming them."""
    laws = [rule.hjemmel for rule in list_attesthjemler(session, dato=today())]
    if is_police_certificate(row.navn) and row.data["hjemmel"] not in laws:
        raise Refused(
            _(
                "Politiattest kan bare kreves når en lov gir rett til det. Skriv en av disse: %(lover)s.",
                lover="; ".join(laws),
            ),
            field="hjemmel",
        )


def _template(row: Standardverdi) -> str:
    return _joined(row.data["yrkeskode"], row.data["krav"], row.data["verneutstyr"])


def _skill(row: Standardverdi) -> str:
    return _joined(_("påkrevd") if row.data["paakrevd"] else _("ønsket"), row.data["kategori"])


def _risk(row: Standardverdi) -> str:
    premie = row.data["premie"]
    return _joined(
        row.data["yrkeskode"], _("premie %(sats)s", sats=prosent(premie)) if premie is not None else ""
    )


def _earned(row: Standardverdi) -> str:
    data = row.data
    return _joined(
        _("feriepenger %(sats)s", sats=prosent(data["feriepenger"])),
        _("lønn på helligdager") if data["helligdagsloenn"] else "",
        _("avspasering") if data["avspasering"] else "",
    )


def register_sections() -> None:
    """Called in `setup`."""
    register(
        _kind(
            Standardslag.DOKUMENTKRAV,
            _l("Dokumentkrav"),
            _l("Papirer vikaren må ha: sertifikat, HMS-kort, taushetserklæring."),
            DokumentkravForm,
            _paper,
            order=20,
            check=_refuse_lawless,
        ),
        _kind(
            Standardslag.SKIFT,
            _l("Skift"),
            _l("Arbeidstider som går igjen. De fyller ut nye ledige stillinger."),
            SkiftForm,
            _shift,
            order=30,
        ),
        _kind(
            Standardslag.STILLINGSMAL,
            _l("Stillingsmaler"),
            _l("Tittel, beskrivelse, krav og verneutstyr for nye ledige stillinger."),
            StillingsmalForm,
            _template,
            order=40,
        ),
        _kind(
            Standardslag.KOMPETANSE,
            _l("Kompetansekoder"),
            _l("Hva de som arbeider der, må kunne. De påkrevde står som krav på nye ledige stillinger."),
            KompetanseForm,
            _skill,
            order=50,
        ),
        _kind(
            Standardslag.RISIKOKLASSE,
            _l("Risikoklasser"),
            _l("Yrke og yrkesskadepremie."),
            RisikoklasseForm,
            _risk,
            order=60,
        ),
        _kind(
            Standardslag.OPPTJENING,
            _l("Opptjening"),
            _l("Feriepenger, helligdagslønn og avspasering."),
            OpptjeningForm,
            _earned,
            order=70,
        ),
    )
