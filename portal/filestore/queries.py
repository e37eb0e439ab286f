"""Reading documents. Everything goes through the row, so the walls and a contact's scope decide first."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.errors import NotFound
from portal.filestore.models import Dokument, Dokumentversjon

#: What a list shows of a document with its newest version.
COLUMNS = (
    Dokument.id,
    Dokument.slag,
    Dokument.tittel,
    Dokument.gyldig_fra,
    Dokument.gyldig_til,
    Dokument.synlig_i_portal,
    Dokument.uforanderlig,
    Dokument.siste_nr,
    Dokument.opprettet_tid,
    Dokument.versjon,
    Dokumentversjon.filnavn,
    Dokumentversjon.mediatype,
    Dokumentversjon.stoerrelse,
    Dokumentversjon.opplastet_tid,
    Dokumentversjon.opplastet_av_navn,
)


def get_dokument(session: Session, *, dokument_id: UUID, lock: bool = False) -> Dokument:
    """One document that is not deleted; one statement. Raises NotFound."""
    return get_one(session, Dokument, Dokument.id == dokument_id, Dokument.slettet_tid.is_(None), lock=lock)


def select_dokumenter(session: Session) -> Select[Any]:
    """Documents with their newest version, to be narrowed and ordered; deleted ones are out.

    In a portal session only those that are shared are in: the scope alone would also show internal ones.
    """
    stmt: Any = (
        select(*COLUMNS)
        .join(
            Dokumentversjon,
            (Dokumentversjon.dokument_id == Dokument.id) & (Dokumentversjon.nr == Dokument.siste_nr),
        )
        .where(Dokument.slettet_tid.is_(None))
    )
    if session.info.get("scope") is not None:
        stmt = stmt.where(Dokument.synlig_i_portal)
    chosen: Select[Any] = stmt
    return chosen


def list_versjoner(session: Session, *, dokument_id: UUID) -> list[Row[Any]]:
    """Every version, newest first; one statement."""
    return list(
        session.execute(
            select(
                Dokumentversjon.nr,
                Dokumentversjon.filnavn,
                Dokumentversjon.stoerrelse,
                Dokumentversjon.opplastet_tid,
                Dokumentversjon.opplastet_av_navn,
            )
            .where(Dokumentversjon.dokument_id == dokument_id)
            .order_by(Dokumentversjon.nr.desc())
            .limit(200)
        )
    )


def get_versjon(
    session: Session, *, dokument_id: UUID, nr: int | None = None, kobling_id: UUID | None = None
) -> Dokumentversjon:
    """The bytes' row, newest by default; one statement.

    In a portal session the document must be shared. A room that has shown the record it belongs to (an invoice the
    contact may read) says so by `kobling_id`. Raises NotFound.
    """
    stmt = (
        select(Dokumentversjon)
        .join(Dokument, Dokument.id == Dokumentversjon.dokument_id)
        .where(Dokument.id == dokument_id, Dokument.slettet_tid.is_(None))
        .where(Dokumentversjon.nr == (Dokument.siste_nr if nr is None else nr))
    )
    if kobling_id is not None:
        stmt = stmt.where(Dokument.kobling_id == kobling_id)
    elif session.info.get("scope") is not None:
        stmt = stmt.where(Dokument.synlig_i_portal)
    versjon = session.scalar(stmt)
    if versjon is None:
        raise NotFound(f"dokument {dokument_id} version {nr}")
    return versjon
