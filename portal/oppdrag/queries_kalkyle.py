"""The cost of an hour on a day: the tenant's chain, else the standard one, with rates from the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, SQLColumnExpression, or_, select
from sqlalchemy.orm import Session

from portal.i18n import _, _l
from portal.kundekort.models import Arbeidssted, Kontorsone, Kunde
from portal.oppdrag.models_regler import Kalkylekomponent
from portal.oppdrag.rules.kalkyle import LOENN, STANDARD, Kalkyle, Komponent, beregn, resolve
from portal.oppdrag.vilkaar import HOLIDAYS, RISK, apply
from portal.registers.models import Kommune, Sats

NAVN: Mapping[str, Any] = {
    "sykeloenn": _l("Sykelønn i arbeidsgiverperioden"),
    "feriepenger": _l("Feriepenger"),
    "otp": _l("Pensjon"),
    "aga": _l("Arbeidsgiveravgift"),
    "yrkesskade": _l("Yrkesskadeforsikring"),
    HOLIDAYS: _l("Helligdagslønn"),
}
#: Rates of the register that a cost is made of.
KODER = ("sykeloenn", "feriepenger", "otp", "aga", "yrkesskade")
#: Over this age feriepenger are higher (ferieloven § 10 (3)); the rate is a row in the register.
ELDRE_FRA_AAR = 60


@dataclass(frozen=True)
class Kost:
    """Components with their rates on a day, what they rest on, and what is not known."""

    komponenter: list[Komponent]
    sone: str | None
    merknader: list[str]

    def kalkyle(self, *, loenn_oere: int, pris_oere: int) -> Kalkyle:
        """The hour at these amounts."""
        return beregn(loenn_oere=loenn_oere, pris_oere=pris_oere, komponenter=self.komponenter)


def get_kost(
    session: Session,
    *,
    dato: date,
    arbeidssted_id: UUID | None,
    fem_ukers_ferie: bool = True,
    foedselsdato: date | None = None,
    vilkaar: Mapping[str, Any] | None = None,
) -> Kost:
    """What an hour costs on `dato`; three statements. AGA follows the worksite, not our office.

    `vilkaar` is what the stilling or oppdrag was made with (vilkaar.py); None: the register alone.
    """
    sone, notes = _zone(session, arbeidssted_id=arbeidssted_id, dato=dato)
    older = foedselsdato is not None and dato.year - foedselsdato.year >= ELDRE_FRA_AAR
    holds = (Sats.gyldig_fra <= dato, or_(Sats.gyldig_til.is_(None), Sats.gyldig_til > dato))
    rates = session.execute(select_satser().where(*holds)).all()
    own = session.execute(
        select_komponenter().where(
            Kalkylekomponent.gyldig_fra <= dato,
            or_(Kalkylekomponent.gyldig_til.is_(None), Kalkylekomponent.gyldig_til > dato),
        )
    ).all()
    worker = Vikarfakta(sone=sone, fem_uker=fem_ukers_ferie, eldre=older)
    return compose(rates, own, dato=dato, worker=worker, vilkaar=vilkaar, notes=notes)


@dataclass(frozen=True)
class Vikarfakta:
    """What of the worker and the place changes the rates."""

    sone: str | None
    fem_uker: bool = True
    #: Over sixty in that year.
    eldre: bool = False


def select_satser() -> Select[*tuple[Any, ...]]:
    """Rates of the register that a cost is made of, the earliest first."""
    return (
        select(Sats.kode, Sats.variant, Sats.verdi, Sats.kilde, Sats.bekreftet)
        .where(Sats.kode.in_(KODER))
        .order_by(Sats.gyldig_fra)
    )


def select_komponenter() -> Select[*tuple[Any, ...]]:
    """The agency's own chain in its order."""
    return select(
        Kalkylekomponent.kode,
        Kalkylekomponent.navn,
        Kalkylekomponent.sats_bp,
        Kalkylekomponent.register_kode,
        Kalkylekomponent.grunnlag,
        Kalkylekomponent.kilde,
    ).order_by(Kalkylekomponent.rekkefoelge, Kalkylekomponent.kode)


def compose(
    rates: Sequence[Any],
    own: Sequence[Any],
    *,
    dato: date,
    worker: Vikarfakta,
    vilkaar: Mapping[str, Any] | None,
    notes: list[str],
) -> Kost:
    """The chain of `dato` from the rates and the own components that hold that day. Asks nothing."""
    register, unchecked, extra = _pick(rates, worker)
    if vilkaar is not None:
        before = dict(register)
        notes += apply(vilkaar, register, dato=dato, extra_bp=extra)
        unchecked -= {str(NAVN[kode]).lower() for kode in register if register[kode] != before.get(kode)}
    rows: list[Any] = [tuple(row)[:6] for row in own] or [
        (kode, str(NAVN[kode]), None, register_kode, grunnlag, "")
        for kode, register_kode, grunnlag in STANDARD
    ]
    if vilkaar is not None and RISK in vilkaar:
        rows = _with_class(rows)
    if HOLIDAYS in register:
        rows = _with_holidays(rows)
    komponenter, missing = resolve(rows, register=register)
    if missing:
        komponenter = _without(komponenter, missing)
        notes += [_("Sats mangler: %(koder)s.", koder=", ".join(missing))]
    if unchecked:
        notes.append(_("Foreslåtte satser uten kontroll: %(satser)s.", satser=", ".join(sorted(unchecked))))
    return Kost(komponenter, worker.sone, notes)


def _with_class(rows: list[Any]) -> list[Any]:
    """The class of risk comes before a rate of the agency's own, and has its line in a chain that has none."""
    found = [
        (kode, navn, None, RISK, grunnlag, "")
        if kode == RISK
        else (kode, navn, own, register, grunnlag, kilde)
        for kode, navn, own, register, grunnlag, kilde in rows
    ]
    if not any(row[3] == RISK for row in found):
        found.append((RISK, str(NAVN[RISK]), None, RISK, (LOENN,), ""))
    return found


def _with_holidays(rows: list[Any]) -> list[Any]:
    """Paid public holidays are pay, so what is computed on pay is on them too. A line of the agency's own stays."""
    if any(row[0] == HOLIDAYS for row in rows):
        return rows
    line = (HOLIDAYS, str(NAVN[HOLIDAYS]), None, HOLIDAYS, (LOENN,), "")
    return [line] + [
        (kode, navn, own, register, (*grunnlag, HOLIDAYS) if LOENN in grunnlag else grunnlag, kilde)
        for kode, navn, own, register, grunnlag, kilde in rows
    ]


def _without(komponenter: list[Komponent], missing: list[str]) -> list[Komponent]:
    """The chain with what has no rate left out of the bases of the others."""
    return [
        Komponent(k.kode, k.navn, k.sats_bp, tuple(g for g in k.grunnlag if g not in missing), k.kilde)
        for k in komponenter
    ]


def office_zone(dato: date | SQLColumnExpression[date]) -> ScalarSelect[Any]:
    """Scalar subquery: the zone the office of the statement's Kunde has on `dato`; null when it has none."""
    return (
        select(Kontorsone.sone)
        .where(Kontorsone.avdeling_id == Kunde.avdeling_id, Kontorsone.gyldig_fra <= dato)
        .order_by(Kontorsone.gyldig_fra.desc())
        .limit(1)
        .scalar_subquery()
    )


def _zone(session: Session, *, arbeidssted_id: UUID | None, dato: date) -> tuple[str | None, list[str]]:
    """The zone of the worksite's municipality; where none is known, the one the customer's office has on `dato`.

    Hired-out work is charged where most of it is done, not where the agency is (norge.md §3.2), so the office's zone
    only stands in, and says so.
    """
    if arbeidssted_id is None:
        return None, [_("Velg arbeidssted: sonen for arbeidsgiveravgift følger kommunen.")]
    row = session.execute(
        select(Kommune.navn, Kommune.aga_sone, Kommune.aga_delt, office_zone(dato).label("kontorets"))
        .select_from(Arbeidssted)
        .join(Kunde, Kunde.id == Arbeidssted.kunde_id)
        .outerjoin(Kommune, Kommune.nr == Arbeidssted.kommunenr)
        .where(Arbeidssted.id == arbeidssted_id)
    ).one_or_none()
    if row is not None and row.aga_sone is not None:
        if row.aga_delt:
            return row.aga_sone, [
                _("Deler av %(kommune)s har en annen sone: %(delt)s.", kommune=row.navn, delt=row.aga_delt)
            ]
        return row.aga_sone, []
    if row is None or row.navn is None:
        unknown = _("Arbeidsstedet mangler kommune")
    else:
        unknown = _("Sonen for arbeidsgiveravgift i %(kommune)s er ikke kjent", kommune=row.navn)
    if row is not None and row.kontorets is not None:
        zone = str(row.kontorets)
        return zone, [_("%(grunn)s, så kontorets sone %(sone)s er brukt.", grunn=unknown, sone=zone)]
    return None, [_("%(grunn)s, så arbeidsgiveravgiften er ikke med.", grunn=unknown)]


def _pick(rows: Sequence[Any], worker: Vikarfakta) -> tuple[dict[str, tuple[int, str]], set[str], int]:
    """(rate, source) by code, the names of those nobody has checked, and what age adds."""
    wanted = {"feriepenger": "fem_uker" if worker.fem_uker else "", "aga": worker.sone}
    found: dict[str, tuple[int, str]] = {}
    unchecked = set()
    for row in rows:
        if row.variant == wanted.get(row.kode, ""):
            found[row.kode] = (row.verdi, row.kilde)
            if not row.bekreftet:
                unchecked.add(str(NAVN[row.kode]).lower())
    extra = [row.verdi for row in rows if (row.kode, row.variant) == ("feriepenger", "over_60")]
    added = extra[-1] if worker.eldre and extra else 0
    if added and "feriepenger" in found:
        rate, source = found["feriepenger"]
        found["feriepenger"] = (rate + added, source)
    return found, unchecked, added
