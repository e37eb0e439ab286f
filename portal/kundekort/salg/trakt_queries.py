"""The funnel over the whole agency: its sums by stage, the cards of the board, and the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Integer, Row, and_, case, cast, func, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import NotFound
from portal.kundekort.models import Kundesalg, Mulighet, Salgstrinn, Trinnslag
from portal.kundekort.salg.mulighetsrad import select_muligheter
from portal.web.paging import Page, cut, plain_text, read_mark

#: Cards in one column; the list has them all.
CARDS = 30
#: What was won or lost lately.
RECENT_DAYS = 90


@dataclass(frozen=True)
class Traktvalg:
    """What the page is narrowed to."""

    ansvarlig_id: UUID | None = None
    team_id: UUID | None = None
    over: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """On `mulighet` joined with `salgstrinn`."""
        found: list[ColumnElement[bool]] = []
        if self.ansvarlig_id:
            found.append(Mulighet.ansvarlig_id == self.ansvarlig_id)
        if self.team_id:
            theirs = select(Kundesalg.kunde_id).where(Kundesalg.team_id == self.team_id)
            found.append(Mulighet.kunde_id.in_(theirs))
        if self.over:
            found.append(_too_long())
        return found


def _too_long() -> ColumnElement[bool]:
    """It has stood in an open stage a whole day longer than the stage allows."""
    days = func.make_interval(0, 0, 0, cast(Salgstrinn.maks_dager + 1, Integer))
    return and_(Salgstrinn.slag == Trinnslag.AAPEN, Mulighet.trinn_tid <= now() - days)


def list_summer(session: Session, *, valg: Traktvalg) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every stage in use, and others that still hold something: count, value, weighted, too long. One statement.

    Won and lost count the last RECENT_DAYS.
    """
    recent = now() - timedelta(days=RECENT_DAYS)
    counts = (Mulighet.avsluttet_tid.is_(None)) | (Mulighet.avsluttet_tid >= recent)
    verdi = cast(func.coalesce(func.sum(Mulighet.verdi_oere), 0), BigInteger)
    antall = func.count(Mulighet.id)
    share = func.sum(Mulighet.verdi_oere * Salgstrinn.sannsynlighet_bp) / 10_000
    vektet = cast(func.trunc(func.coalesce(share, 0)), BigInteger)
    return session.execute(
        select(
            Salgstrinn.id,
            Salgstrinn.navn,
            Salgstrinn.slag,
            Salgstrinn.sannsynlighet_bp,
            Salgstrinn.maks_dager,
            antall.label("antall"),
            verdi.label("verdi_oere"),
            vektet.label("vektet_oere"),
            func.count(case((_too_long(), 1))).label("over"),
        )
        .outerjoin(Mulighet, and_(Mulighet.trinn_id == Salgstrinn.id, counts, *valg.conditions()))
        .group_by(Salgstrinn.tenant_id, Salgstrinn.id)
        .having(Salgstrinn.er_aktiv | (antall > 0))
        .order_by(Salgstrinn.rekkefoelge, Salgstrinn.navn)
        .limit(100)
    ).all()


def list_kort(session: Session, *, valg: Traktvalg) -> dict[UUID, list[Row[*tuple[Any, ...]]]]:
    """The cards of every open stage, those that have stood longest on top; at most CARDS of each. One statement."""
    place = func.row_number().over(partition_by=Mulighet.trinn_id, order_by=(Mulighet.trinn_tid, Mulighet.id))
    ranked = (
        select(Mulighet.id, place.label("plass"))
        .join(Salgstrinn, Salgstrinn.id == Mulighet.trinn_id)
        .where(Salgstrinn.slag == Trinnslag.AAPEN, *valg.conditions())
        .subquery()
    )
    rows = session.execute(
        select_muligheter()
        .join(ranked, ranked.c.id == Mulighet.id)
        .where(ranked.c.plass <= CARDS)
        .order_by(Mulighet.trinn_tid, Mulighet.id)
    )
    cards: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        cards.setdefault(row.trinn_id, []).append(row)
    return cards


def list_side(
    session: Session, *, valg: Traktvalg, avsluttet: bool = False, etter: str | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """Opportunities by the day they are expected to be settled; open ones, or those that have ended. One statement."""
    ended = Mulighet.avsluttet_tid.is_not(None) if avsluttet else Mulighet.avsluttet_tid.is_(None)
    stmt = select_muligheter().where(ended, *valg.conditions())
    if mark := read_mark(etter, plain_text, UUID):
        stmt = stmt.where(tuple_(Mulighet.sortering, Mulighet.id) > mark)
    rows = session.execute(stmt.order_by(Mulighet.sortering, Mulighet.id).limit(51)).all()
    return cut(rows, mark=lambda row: (row.sortering, row.id))


def find_kunde_id(session: Session, *, mulighet_id: UUID) -> UUID:
    """Whose opportunity it is. One statement. Raises NotFound."""
    found = session.scalar(select(Mulighet.kunde_id).where(Mulighet.id == mulighet_id))
    if found is None:
        raise NotFound(f"mulighet {mulighet_id}")
    return found
