"""What a new request is filled with from the defaults that hold for the customer, and where each value came from.

The values are copied into the form. A default that changes afterwards changes no stilling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.kundekort.models import Standardslag, Standardverdi
from portal.kundekort.standard.queries import SYSTEM, Nivaa, find_nivaaer, list_rader
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.paaslag.rules import factor, in_force
from portal.oppdrag.paaslag.seksjon import SLAG
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.arbeidstid import Vakt
from portal.oppdrag.stillinger.forms import NyStillingForm
from portal.oppdrag.ukeplan import ORDINARY, plan_data


@dataclass(frozen=True)
class Forslag:
    """The choices, the chosen ones, values by field, and the source of each as people read it."""

    maler: Sequence[Standardverdi] = ()
    skift: Sequence[Standardverdi] = ()
    mal: Standardverdi | None = None
    valgt_skift: Standardverdi | None = None
    verdier: Mapping[str, Any] = field(default_factory=dict)
    kilder: Mapping[str, str] = field(default_factory=dict)
    #: The factor between pay and price that is proposed, in words.
    paaslag: str = ""


NOTHING_PROPOSED = Forslag()


def proposed_form(
    session: Session, *, kunde_id: UUID, asked: Mapping[str, str], avdeling_id: UUID | None
) -> tuple[NyStillingForm, Forslag]:
    """A new request as it is first shown, `?mal=` and `?skift=` with it. Six statements."""
    forslag = get_forslag(
        session, kunde_id=kunde_id, mal_id=asked.get("mal", ""), skift_id=asked.get("skift", "")
    )
    form = NyStillingForm.proposed(
        get_kundestandard(session, kunde_id=kunde_id),
        avdeling_id=avdeling_id,
        values={**plan_data(ORDINARY), **forslag.verdier},
    )
    return form, forslag


def get_forslag(session: Session, *, kunde_id: UUID, mal_id: str, skift_id: str) -> Forslag:
    """The defaults in force for the customer; `mal_id` and `skift_id` are as the address has them. Five statements."""
    levels = find_nivaaer(session, kunde_id=kunde_id)
    maler, mal_level = _rows(session, levels, Standardslag.STILLINGSMAL)
    skift, shift_level = _rows(session, levels, Standardslag.SKIFT)
    mal = next((row for row in maler if str(row.id) == mal_id), None)
    valgt = next((row for row in skift if str(row.id) == skift_id), None)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    if mal is not None:
        values |= {"tittel": mal.navn, "krav": mal.data["krav"], "annonsetekst": _text(mal.data)}
        sources |= dict.fromkeys(values, _source(_("fra malen «%(navn)s»", navn=mal.navn), mal_level))
    codes, code_level = _rows(session, levels, Standardslag.KOMPETANSE)
    if required := [row.navn for row in codes if row.data["paakrevd"]]:
        told = _source(_("fra kompetansekodene"), code_level)
        held = [part.strip() for part in values.get("krav", "").split(",") if part.strip()]
        values["krav"] = ", ".join(dict.fromkeys([*held, *required]))
        sources["krav"] = f"{sources['krav']}; {told}" if held else told
    if valgt is not None:
        values |= plan_data(_plan(valgt.data))
        sources["arbeidstid"] = _source(_("fra skiftet «%(navn)s»", navn=valgt.navn), shift_level)
    return Forslag(maler, skift, mal, valgt, values, sources, _factor(session, levels))


def _rows(
    session: Session, levels: Mapping[str, Nivaa], slag: Standardslag
) -> tuple[Sequence[Standardverdi], Nivaa]:
    section, level = find_section(slag), levels.get(slag, SYSTEM)
    return (list_rader(session, seksjon=section, node_id=level.node_id) if section else ()), level


def _factor(session: Session, levels: Mapping[str, Nivaa]) -> str:
    section, level = find_section(SLAG), levels.get(SLAG, SYSTEM)
    rows = list_rader(session, seksjon=section, node_id=level.node_id) if section else ()
    first = next(iter(in_force(rows, today())), None)
    if first is None or first.ordinaer_bp is None:
        return ""
    told = _("Påslagsfaktor %(faktor)s («%(navn)s»)", faktor=factor(first.ordinaer_bp), navn=first.navn)
    return _source(told, level)


def _source(what: str, level: Nivaa) -> str:
    return f"{what}, {level.navn}" if level.navn else what


def _text(data: Mapping[str, Any]) -> str:
    gear = _("Verneutstyr: %(utstyr)s", utstyr=data["verneutstyr"]) if data["verneutstyr"] else ""
    return "\n\n".join(part for part in (data["beskrivelse"], gear) if part)


def _plan(data: Mapping[str, Any]) -> dict[int, Vakt]:
    start, end = time.fromisoformat(data["start"]), time.fromisoformat(data["slutt"])
    return {int(day): Vakt(start, end, data["pause"] or 0) for day in data["dager"]}
