"""Påslagsfaktorer as one kind of default on the card: the table is this room's, the levels are the card's."""

from typing import Any

from wtforms import BooleanField, Field, ValidationError

from portal.db.clock import today
from portal.i18n import _, _l
from portal.kundekort.standardseksjoner import Seksjon, register
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.rules import factor
from portal.web.fields import BeloepField, DatoField, HeltallField, Required, TekstField
from portal.web.formats import dato
from portal.web.forms import WriteRowForm

SLAG = "paaslag"
#: Field → column; a factor is typed with two decimals and kept in basis points.
FAKTORER = {
    "ordinaer": "ordinaer_bp",
    "overtid50": "overtid50_bp",
    "overtid100": "overtid100_bp",
    "helg": "helg_bp",
}


class FaktorField(BeloepField):
    """1,62 typed, hundredths in `data`; never below the pay itself."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, minimum=100, maximum=1000, **options)

    def shown(self, value: int) -> str:
        return self.write(value)


class PaaslagForm(WriteRowForm):
    """One factor by kind of hour, or none at all."""

    navn = TekstField(_l("Navn"), [Required()], max_length=80)
    ingen = BooleanField(_l("Ingen faktor: prisen avtales hver gang"))
    ordinaer = FaktorField(_l("Ordinær tid"))
    overtid50 = FaktorField(_l("Overtid 50 %"))
    overtid100 = FaktorField(_l("Overtid 100 %"))
    helg = FaktorField(_l("Helg og natt"))
    gyldig_fra = DatoField(_l("Gyldig fra"), [Required()])
    rekkefoelge = HeltallField(_l("Prioritet"), [Required()], maximum=1000)
    er_aktiv = BooleanField(_l("I bruk"))

    def validate_ordinaer(self, field: Field) -> None:
        """All four factors, or the box that says there is none."""
        typed = [name for name in FAKTORER if self[name].data is not None]
        if self.ingen.data and typed:
            raise ValidationError(_("La faktorene stå tomme når det ikke er noen faktor."))
        if not self.ingen.data and len(typed) < len(FAKTORER) and not field.errors:
            raise ValidationError(_("Skriv alle fire faktorene, eller kryss av for ingen faktor."))


def register_section() -> None:
    """Called in `setup`."""
    register(
        Seksjon(
            SLAG,
            _l("Påslagsfaktorer"),
            _l("Forholdet mellom pris og lønn for ordinær tid, overtid, helg og natt."),
            Paaslagsfaktor,
            PaaslagForm,
            _values,
            _fill,
            _summary,
            order=10,
        )
    )


def _values(row: Paaslagsfaktor | None) -> dict[str, Any]:
    if row is None:
        blank = {"navn": "", "ingen": False, "gyldig_fra": today(), "rekkefoelge": 10, "er_aktiv": True}
        return {**blank, **dict.fromkeys(FAKTORER)}
    held = {name: getattr(row, name) for name in ("navn", "gyldig_fra", "rekkefoelge", "er_aktiv")}
    factors = {name: getattr(row, column) for name, column in FAKTORER.items()}
    hundredths = {name: value // 100 if value is not None else None for name, value in factors.items()}
    return {**held, **hundredths, "ingen": row.ordinaer_bp is None}


def _fill(row: Paaslagsfaktor, typed: Any) -> None:
    for name in ("navn", "gyldig_fra", "rekkefoelge", "er_aktiv"):
        setattr(row, name, typed[name].data)
    for name, column in FAKTORER.items():
        value = typed[name].data
        setattr(row, column, value * 100 if value is not None else None)


def _summary(row: Paaslagsfaktor) -> str:
    since = _("fra %(dato)s", dato=dato(row.gyldig_fra))
    if row.ordinaer_bp is None:
        return f"{_('Ingen')}, {since}"
    shown = " / ".join(factor(getattr(row, column)) for column in FAKTORER.values())
    return f"{shown}, {since}"
