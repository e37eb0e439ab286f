"""Class of risk and profile of earnings (G6, G8): copied to a stilling when it is made, and what they cost an hour.

A default that changes afterwards changes no stilling and no oppdrag. The first by priority is the one that holds.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.i18n import _
from portal.kundekort.models import Standardslag
from portal.kundekort.standard.queries import SYSTEM, Nivaa, find_nivaaer, list_rader
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.papirkrav import set_by
from portal.registers.public_holidays import count_working_days

#: Rates by register code, as queries_kalkyle reads them: (rate in bp, source).
Rates = MutableMapping[str, tuple[int, str]]
RISK, EARNED, HOLIDAYS = "yrkesskade", "feriepenger", "helligdagsloenn"
#: What a profile of earnings gives beside holiday pay: yes or no.
GIVEN = (HOLIDAYS, "avspasering")
BP = 10_000


def copy_vilkaar(session: Session, *, kunde_id: UUID) -> dict[str, Any]:
    """What holds for the customer now, with whose it is. Three statements."""
    levels = find_nivaaer(session, kunde_id=kunde_id)
    found: dict[str, Any] = {}
    for slag, stored, rate in (
        (Standardslag.RISIKOKLASSE, RISK, "premie"),
        (Standardslag.OPPTJENING, EARNED, "feriepenger"),
    ):
        section, level = find_section(slag), levels.get(slag, SYSTEM)
        rows = list_rader(session, seksjon=section, node_id=level.node_id) if section else ()
        if rows:
            first = rows[0]
            found[stored] = {
                "navn": first.navn,
                "bp": first.data.get(rate),
                "nivaa": level.nivaa,
                "satt_av": level.navn,
            }
            if slag is Standardslag.OPPTJENING:
                found[stored] |= {given: bool(first.data.get(given)) for given in GIVEN}
    return found


def told(copied: Mapping[str, Any]) -> str:
    """«Lager og transport», satt av byrået."""
    level = Nivaa(copied["nivaa"], None, copied["satt_av"])
    return _("«%(navn)s», satt av %(hvem)s", navn=copied["navn"], hvem=set_by(level))


def told_whole(copied: Mapping[str, Any]) -> str:
    """The same, with what a profile of earnings gives beside holiday pay."""
    words = {HOLIDAYS: _("lønn på helligdager"), "avspasering": _("overtid kan avspaseres")}
    return ", ".join([told(copied), *(words[given] for given in GIVEN if copied.get(given))])


def apply(vilkaar: Mapping[str, Any], rates: Rates, *, dato: date, extra_bp: int = 0) -> list[str]:
    """Put the rates of the class and the profile where the register's stand; answers what to tell.

    Yrkesskade: the premium of the class. Without a class the register's proposal stands, and without that the line is
    0; both are told.

    Feriepenger: three things may say a share, and all are floors, so the highest counts. The law's own (ferieloven
    § 10); what is agreed with the worker (his five weeks); and the profile of the customer, for the hired-in are to
    have holiday pay as if the hirer employed them (aml § 14-12 a, norge.md §3.1 row 14, whose list of contents nobody
    has confirmed). So a profile never takes a fifth week from a worker who has it. `extra_bp` is what those over 60
    have on top of whichever it is, already in the register's.

    Helligdagslønn, when the profile gives it: the public holidays on Monday to Friday of the year of `dato`, as a share
    of the days that are worked, so each worked hour bears its part of those that are paid and not worked.
    """
    earned = vilkaar.get(EARNED)
    return [
        *_risk(vilkaar.get(RISK), rates),
        *_earned(earned, rates, extra_bp),
        *_holidays(earned, rates, dato),
    ]


def _risk(copied: Mapping[str, Any] | None, rates: Rates) -> Sequence[str]:
    if copied is not None and copied["bp"] is not None:
        text = _("Yrkesskade etter risikoklassen %(klasse)s.", klasse=told(copied))
        rates[RISK] = (copied["bp"], text)
        return [text]
    if copied is not None:
        text = _("Risikoklassen %(klasse)s har ingen premie, så yrkesskade er 0.", klasse=told(copied))
        rates[RISK] = (0, text)
        return [text]
    if RISK in rates:
        return [_("Ingen risikoklasse gjelder. Yrkesskade er etter registerets forslag.")]
    text = _("Ingen risikoklasse gjelder, så yrkesskade er 0.")
    rates[RISK] = (0, text)
    return [text]


def _earned(copied: Mapping[str, Any] | None, rates: Rates, extra_bp: int) -> Sequence[str]:
    if copied is None or copied["bp"] is None:
        return []
    profile = copied["bp"] + extra_bp
    if EARNED in rates and rates[EARNED][0] > profile:
        return [
            _(
                "Vikaren har høyere feriepenger enn opptjeningen %(profil)s. Det høyeste gjelder.",
                profil=told(copied),
            )
        ]
    text = _("Feriepenger etter opptjeningen %(profil)s.", profil=told(copied))
    rates[EARNED] = (profile, text)
    return [text]


def _holidays(copied: Mapping[str, Any] | None, rates: Rates, dato: date) -> Sequence[str]:
    if copied is None or not copied.get(HOLIDAYS):
        return []
    worked, free = count_working_days(dato.year)
    text = _(
        "Helligdagslønn etter opptjeningen %(profil)s: %(fri)d helligdager mandag til fredag mot %(dager)d"
        " arbeidsdager i %(aar)d.",
        profil=told(copied),
        fri=free,
        dager=worked,
        aar=dato.year,
    )
    rates[HOLIDAYS] = (round(Fraction(free * BP, worked)), text)
    return [text]
