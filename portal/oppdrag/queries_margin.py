"""The cost of hours that were worked on many days: rates and chain are read once, and each day has those that held."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.oppdrag.models_regler import Kalkylekomponent
from portal.oppdrag.queries_kalkyle import KODER, Vikarfakta, compose
from portal.registers.models import Sats

#: Pay the factor is computed at; the cost is a multiple of the pay, so any sum will do.
_LOENN = 100_000


class Datert(NamedTuple):
    """A rate of the register or a line of the agency's own chain, with the days it holds."""

    kode: str
    navn: str
    verdi: int | None
    register_kode: str
    grunnlag: Sequence[str]
    kilde: str
    variant: str
    bekreftet: bool
    gyldig_fra: date
    gyldig_til: date | None


class Kostkilde:
    """Every rate and every chain, by the days they hold. `brudd` are the days something changes, oldest first."""

    def __init__(self, satser: Sequence[Datert], egne: Sequence[Datert]) -> None:
        self.satser, self.egne = satser, egne
        dated = [*satser, *egne]
        ends = {row.gyldig_til for row in dated if row.gyldig_til is not None}
        self.brudd = sorted({row.gyldig_fra for row in dated} | ends)
        self._known: dict[tuple[date, Vikarfakta, str], Fraction] = {}

    def faktor(self, *, dato: date, worker: Vikarfakta, vilkaar: Mapping[str, Any]) -> Fraction:
        """Cost over pay that day, as the oppdrag's own page computes it; exact."""
        key = (dato, worker, json.dumps(vilkaar, sort_keys=True))
        if key not in self._known:
            kost = compose(
                _holding(self.satser, dato),
                _holding(self.egne, dato),
                dato=dato,
                worker=worker,
                vilkaar=vilkaar,
                notes=[],
            )
            self._known[key] = kost.kalkyle(loenn_oere=_LOENN, pris_oere=0).kost / _LOENN
        return self._known[key]


def kostdata() -> ColumnElement[Any]:
    """Scalar subquery: the rates of the register and the agency's own chain, for `read_kostkilde`."""
    rates = func.jsonb_build_array(
        Sats.kode,
        "",
        Sats.verdi,
        "",
        func.jsonb_build_array(),
        Sats.kilde,
        Sats.variant,
        Sats.bekreftet,
        Sats.gyldig_fra,
        Sats.gyldig_til,
    )
    chain = func.jsonb_build_array(
        Kalkylekomponent.kode,
        Kalkylekomponent.navn,
        Kalkylekomponent.sats_bp,
        Kalkylekomponent.register_kode,
        Kalkylekomponent.grunnlag,
        Kalkylekomponent.kilde,
        "",
        True,  # noqa: FBT003 - a column: the agency's own rate needs nobody to check it
        Kalkylekomponent.gyldig_fra,
        Kalkylekomponent.gyldig_til,
    )
    by_place = aggregate_order_by(chain, Kalkylekomponent.rekkefoelge, Kalkylekomponent.kode)
    satser = select(func.jsonb_agg(aggregate_order_by(rates, Sats.gyldig_fra))).where(Sats.kode.in_(KODER))
    egne = select(func.jsonb_agg(by_place)).select_from(Kalkylekomponent)
    return select(func.jsonb_build_array(satser.scalar_subquery(), egne.scalar_subquery())).scalar_subquery()


def read_kostkilde(data: Sequence[Sequence[Sequence[Any]] | None]) -> Kostkilde:
    """What `kostdata` answered, with its days as days."""
    satser, egne = ([_dated(row) for row in rows or ()] for rows in data)
    return Kostkilde(satser, egne)


def _dated(row: Sequence[Any]) -> Datert:
    fra, til = row[-2:]
    return Datert._make([*row[:-2], date.fromisoformat(fra), date.fromisoformat(til) if til else None])


def _holding(rows: Sequence[Datert], dato: date) -> list[Datert]:
    return [
        row for row in rows if row.gyldig_fra <= dato and (row.gyldig_til is None or row.gyldig_til > dato)
    ]
