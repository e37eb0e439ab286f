"""Hours that are processed and not invoiced: approved − Σ ledger, never a flag (law 5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.faktura.models import Timefordeling
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted, Kunde
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


def list_billable(session: Session, *, kunde_id: UUID, lock: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """A customer's billable hours in the order they stand on an invoice. `lock` holds the hour lines, by id."""
    if lock:
        ids = (
            select(Timelinje.id)
            .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
            .where(Timeliste.kunde_id == kunde_id, Timeliste.tilstand == Timelistetilstand.BEHANDLET)
            .order_by(Timelinje.id)
            .with_for_update(of=Timelinje)
        )
        session.execute(ids)
    stmt = select_billable().where(Timeliste.kunde_id == kunde_id)
    return session.execute(
        stmt.order_by(
            Utleieoppdrag.nummer, Timeliste.fra_dato, Timelinje.kategori, Timelinje.dato, Timelinje.id
        )
    ).all()


def list_grunnlag(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Customers with something to invoice: minutes, estimated net øre, hours without price. One statement."""
    rows = select_billable().subquery()
    return session.execute(
        select(
            Kunde.id,
            Kunde.navn,
            Kunde.kundenr,
            Kunde.fakturakanal,
            Kunde.po_paakrevd,
            func.sum(rows.c.minutter).label("minutter"),
            func.sum(func.coalesce(rows.c.minutter * rows.c.pris_oere / 60, 0)).label("netto_oere"),
            func.count().filter(rows.c.pris_oere.is_(None)).label("uten_pris"),
            func.count().filter(rows.c.po_nummer == "").label("uten_po"),
            func.min(rows.c.dato).label("fra_dato"),
            func.max(rows.c.dato).label("til_dato"),
            func.count(rows.c.oppdrag_id.distinct()).label("oppdrag"),
        )
        .join(rows, rows.c.kunde_id == Kunde.id)
        .group_by(Kunde.id, Kunde.navn, Kunde.kundenr, Kunde.fakturakanal, Kunde.po_paakrevd, Kunde.sortering)
        .order_by(Kunde.sortering, Kunde.id)
        .limit(500)
    ).all()
