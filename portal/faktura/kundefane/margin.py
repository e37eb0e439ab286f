"""Dekningsbidrag of invoiced hours: what was invoiced for them, less what they cost by the chain that held each day.

The cost of an hour is not stored. It is computed as the oppdrag's page does: the pay of that category and day, times
the chain of the agency (else the standard one) with the rates of that day, the zone of the worksite, and the worker's
own holiday pay. Lines that are no hours, fees and kilometres, have no cost here and are left out on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Row, Uuid, bindparam, cast, extract, func, literal, select
from sqlalchemy.orm import Session

from portal.faktura.models import Dokumenttilstand, Fordeling, Salgsdokument, Salgslinje, Timefordeling
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted, Kunde
from portal.oppdrag.models import Timelinje, Timeliste, Utleieoppdrag, UtleieoppdragPris
from portal.oppdrag.queries_kalkyle import ELDRE_FRA_AAR, Vikarfakta, office_zone
from portal.oppdrag.queries_margin import Kostkilde
from portal.oppdrag.rules.kalkyle import to_oere
from portal.registers.models import Kommune

MIN = 60


@dataclass
class Margin:
    """Invoiced minutes and their cost; `uten_*` are minutes whose cost lacks something."""

    minutter: int = 0
    kost: Fraction = Fraction(0)
    uten_loenn: int = 0
    uten_sone: int = 0

    @property
    def kost_oere(self) -> int:
        return to_oere(self.kost)


def load_margin(
    session: Session, *, kilde: Kostkilde, own: Sequence[UUID], tree: Sequence[UUID], fra: date
) -> tuple[Margin, Margin]:
    """The unit's and the tree's, of documents issued since `fra`. One statement; its rows grow with the oppdrag."""
    # Paid public holidays are counted by the year, so a year begins a period too.
    days = sorted({*kilde.brudd, fra, fra.replace(year=fra.year - 1)})
    enhet, hele = Margin(), Margin()
    asked = {"own": list(own), "tree": list(tree)}
    for row in session.execute(_grouped(tuple(days), fra), asked):
        dato = days[row.periode - 1] if row.periode else date.min
        cost = _cost(kilde, row, dato)
        for margin in (enhet, hele) if row.her else (hele,):
            margin.minutter += row.minutter
            margin.kost += cost
            margin.uten_loenn += row.minutter if row.loenn_oere is None else 0
            margin.uten_sone += row.minutter if row.aga_sone is None else 0
    return enhet, hele


def _cost(kilde: Kostkilde, row: Row[*tuple[Any, ...]], dato: date) -> Fraction:
    if row.loenn_oere is None:
        return Fraction(0)
    older = row.foedt is not None and dato.year - row.foedt >= ELDRE_FRA_AAR
    worker = Vikarfakta(sone=row.aga_sone, fem_uker=row.fem_ukers_ferie, eldre=older)
    pay = Fraction(row.loenn_oere * row.minutter, MIN)
    return kilde.faktor(dato=dato, worker=worker, vilkaar=row.vilkaar) * pay


@lru_cache(maxsize=16)
def _grouped(days: tuple[date, ...], fra: date) -> Any:
    """Minutes the ledger holds, by what their cost depends on; of the customers `own` and `tree`."""
    own, tree = (bindparam(name, expanding=True, type_=Uuid) for name in ("own", "tree"))
    price = (
        (UtleieoppdragPris.oppdrag_id == Utleieoppdrag.id)
        & (UtleieoppdragPris.kategori == Timelinje.kategori)
        & (UtleieoppdragPris.gyldig_fra <= Timelinje.dato)
        & (UtleieoppdragPris.gyldig_til.is_(None) | (UtleieoppdragPris.gyldig_til > Timelinje.dato))
    )
    facts = (
        Salgsdokument.kunde_id.in_(own).label("her"),
        func.width_bucket(Timelinje.dato, literal(list(days), ARRAY(Date))).label("periode"),
        Utleieoppdrag.vilkaar,
        func.coalesce(Kommune.aga_sone, office_zone(Timelinje.dato)).label("aga_sone"),
        Kandidat.fem_ukers_ferie,
        cast(extract("year", Kandidat.foedselsdato), Integer).label("foedt"),
        UtleieoppdragPris.loenn_oere,
    )
    return (
        select(*facts, cast(func.sum(Timefordeling.minutter), Integer).label("minutter"))
        .select_from(Salgsdokument)
        .join(Salgslinje, Salgslinje.dokument_id == Salgsdokument.id)
        .join(Timefordeling, Timefordeling.salgslinje_id == Salgslinje.id)
        .join(Timelinje, Timelinje.id == Timefordeling.timelinje_id)
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .outerjoin(Arbeidssted, Arbeidssted.id == Utleieoppdrag.arbeidssted_id)
        .outerjoin(Kunde, Kunde.id == Arbeidssted.kunde_id)
        .outerjoin(Kommune, Kommune.nr == Arbeidssted.kommunenr)
        .outerjoin(UtleieoppdragPris, price)
        .where(
            Salgsdokument.kunde_id.in_(tree),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato >= fra,
            Timefordeling.tilstand.in_([Fordeling.BUNDET, Fordeling.FRIGITT]),
        )
        .group_by(*facts)
    )
