"""The list of candidates, searched and paged."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat, Kandidatstatus
from portal.kandidater.soek import matching_ids
from portal.tenancy.models import Avdeling
from portal.web.paging import PAGE_SIZE, Page, cut, plain_text, read_mark


def list_kandidater(
    session: Session, *, soek: str = "", status: Kandidatstatus | None = None, etter: str | None = None
) -> Page[Any]:
    """(id, fornavn, etternavn, sortering, yrke, telefon, epost, status, stilling_bp, tilgjengelig_fra, konsulent).

    Norwegian order by surname, keyset after `etter`. One statement. Inactive ones only when asked for by `status`.
    """
    stmt = (
        select(
            Kandidat.id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Kandidat.sortering,
            Kandidat.yrke,
            Kandidat.telefon,
            Kandidat.epost,
            Kandidat.status,
            Kandidat.stilling_bp,
            Kandidat.tilgjengelig_fra,
            Bruker.navn.label("konsulent"),
        )
        .outerjoin(Bruker, Bruker.id == Kandidat.konsulent_id)
        .order_by(Kandidat.sortering, Kandidat.id)
        .limit(PAGE_SIZE + 1)
    )
    for ids in matching_ids(soek):
        stmt = stmt.where(Kandidat.id.in_(ids))
    if status is not None:
        stmt = stmt.where(Kandidat.status == status)
    elif not soek:
        stmt = stmt.where(Kandidat.status != Kandidatstatus.INAKTIV)
    if mark := read_mark(etter, plain_text, UUID):
        stmt = stmt.where(tuple_(Kandidat.sortering, Kandidat.id) > mark)
    rows: Sequence[Any] = session.execute(stmt).all()
    return cut(rows, mark=lambda row: (row.sortering, row.id))


def list_choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Choices (id, name) of avdeling and of konsulent for the form; two statements."""
    avdelinger = session.execute(select(Avdeling.id, Avdeling.navn).order_by(Avdeling.navn)).all()
    brukere = session.execute(
        select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn)
    ).all()
    return [(str(i), n) for i, n in avdelinger], [(str(i), n) for i, n in brukere]
