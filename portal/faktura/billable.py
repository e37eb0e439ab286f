"""The one definition of what is billable: approved and processed hours less what the ledger holds (law 5)."""

from typing import Any

from sqlalchemy import Select, func, select

from portal.faktura.models import Timefordeling
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted
from portal.oppdrag.models import Timelinje, Timeliste, Timelistetilstand, Utleieoppdrag, UtleieoppdragPris


def select_billable() -> Select[*tuple[Any, ...]]:
    """(timelinje id, day, category, minutes left, price, MVA, oppdrag …), one row per hour line with minutes left."""
    taken = (
        select(func.coalesce(func.sum(Timefordeling.minutter), 0))
        .where(Timefordeling.timelinje_id == Timelinje.id)
        .correlate(Timelinje)
        .scalar_subquery()
    )
    left = (Timelinje.minutter - taken).label("minutter")
    price = (
        (UtleieoppdragPris.oppdrag_id == Utleieoppdrag.id)
        & (UtleieoppdragPris.kategori == Timelinje.kategori)
        & (UtleieoppdragPris.gyldig_fra <= Timelinje.dato)
        & (UtleieoppdragPris.gyldig_til.is_(None) | (UtleieoppdragPris.gyldig_til > Timelinje.dato))
    )
    return (
        select(
            Timelinje.id,
            Timelinje.dato,
            Timelinje.kategori,
            left,
            Timeliste.id.label("timeliste_id"),
            Timeliste.fra_dato,
            Timeliste.til_dato,
            Timeliste.kunde_id,
            Utleieoppdrag.id.label("oppdrag_id"),
            Utleieoppdrag.nummer.label("oppdrag_nummer"),
            Utleieoppdrag.selskap_id,
            Utleieoppdrag.tittel,
            Utleieoppdrag.po_nummer,
            Utleieoppdrag.referanse,
            func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar"),
            func.concat_ws(
                ", ", Arbeidssted.navn, func.nullif(Arbeidssted.adresse, ""), Arbeidssted.poststed
            ).label("arbeidssted"),
            UtleieoppdragPris.pris_oere,
            UtleieoppdragPris.mva_bp,
        )
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .outerjoin(Arbeidssted, Arbeidssted.id == Utleieoppdrag.arbeidssted_id)
        .outerjoin(UtleieoppdragPris, price)
        .where(
            Timeliste.tilstand == Timelistetilstand.BEHANDLET,
            Timelinje.godkjent_tid.is_not(None),
            left > 0,
        )
    )
