"""Reads of imports and their lines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.identity.models import Bruker
from portal.kundekort.models import Import, Importrad, Kunde, Radutfall
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark, row_number


def get_import(session: Session, *, import_id: UUID, lock: bool = False) -> Import:
    """One import, fresh. Raises NotFound."""
    session.flush()  # reading fresh would lose what this session has not yet written
    return get_one(session, Import, Import.id == import_id, lock=lock)


def list_importer(session: Session, *, antall: int = 30) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest imports: (id, filnavn, tilstand, counts, opprettet_tid, bruker). One statement."""
    return session.execute(
        select(
            Import.id,
            Import.filnavn,
            Import.tilstand,
            Import.antall,
            Import.nye,
            Import.oppdatert,
            Import.feil,
            Import.opprettet_tid,
            Bruker.navn.label("bruker"),
        )
        .outerjoin(Bruker, Bruker.id == Import.bruker_id)
        .order_by(Import.opprettet_tid.desc(), Import.id.desc())
        .limit(antall)
    ).all()


def list_rader(
    session: Session, *, import_id: UUID, utfall: Radutfall | None, etter: str | None = None
) -> Page[Row[*tuple[Any, ...]]]:
    """Lines of an import in the order of the file, all or of one outcome. One statement."""
    stmt = (
        select(
            Importrad.linje,
            Importrad.celler,
            Importrad.utfall,
            Importrad.merknader,
            Importrad.foer,
            Importrad.kunde_id,
            Kunde.navn,
        )
        .outerjoin(Kunde, Kunde.id == Importrad.kunde_id)
        .where(Importrad.import_id == import_id)
        .order_by(Importrad.linje)
        .limit(PAGE_SIZE + 1)
    )
    if utfall is not None:
        stmt = stmt.where(Importrad.utfall == utfall)
    if (mark := read_mark(etter, row_number)) is not None:
        stmt = stmt.where(Importrad.linje > mark[0])
    return cut(session.execute(stmt).all(), mark=lambda row: (row.linje,))


def list_celler(
    session: Session,
    *,
    import_id: UUID,
    etter_linje: int = 0,
    antall: int | None = None,
    kun_gode: bool = False,
) -> Sequence[Row[int, list[str]]]:
    """(line, cells) in the order of the file; `kun_gode` leaves out errors and duplicates. One statement."""
    stmt = (
        select(Importrad.linje, Importrad.celler)
        .where(Importrad.import_id == import_id, Importrad.linje > etter_linje)
        .order_by(Importrad.linje)
        .limit(antall)
    )
    if kun_gode:
        stmt = stmt.where(Importrad.utfall.not_in([Radutfall.FEIL, Radutfall.DUPLIKAT]))
    return session.execute(stmt).all()


def count_utfall(session: Session, *, import_id: UUID) -> dict[Radutfall, int]:
    """Lines by outcome. One statement."""
    rows = session.execute(
        select(Importrad.utfall, func.count())
        .where(Importrad.import_id == import_id, Importrad.utfall.is_not(None))
        .group_by(Importrad.utfall)
    )
    return {utfall: antall for utfall, antall in rows if utfall is not None}
