"""Records of this room, and candidates, that a task in the diary may be about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kandidater.kandidater.queries import list_kandidater
from portal.kandidater.models import Kandidat
from portal.kundekort.registry import Koblingsslag
from portal.oppdrag.lister import list_oppdrag, list_stillinger
from portal.oppdrag.models import LedigStilling, Utleieoppdrag

#: Hits of each kind.
EACH = 8
Known = Mapping[UUID, tuple[str, Mapping[str, Any]]]


def koblinger_til_oppgaver() -> tuple[Koblingsslag, ...]:
    """Oppdrag, stillinger and candidates; registered in `setup`."""
    read = Permission.OPPDRAG_LES
    return (
        Koblingsslag(
            *("utleieoppdrag", _l("Oppdrag"), "briefcase", read, _find_oppdrag, _read_oppdrag),
            endpoint="oppdrag.utleieoppdrag.vis",
            order=30,
        ),
        Koblingsslag(
            *("ledig_stilling", _l("Ledig stilling"), "megaphone", read, _find_stillinger, _read_stillinger),
            endpoint="oppdrag.stillinger.vis",
            order=40,
        ),
        Koblingsslag(
            *(
                "kandidat",
                _l("Kandidat"),
                "user",
                Permission.KANDIDAT_LES,
                _find_kandidater,
                _read_kandidater,
            ),
            endpoint="kandidater.kandidater.vis",
            order=50,
        ),
    )


def _find_oppdrag(session: Session, text: str) -> list[tuple[UUID, str, str]]:
    rows = list_oppdrag(session, soek=text).rows[:EACH]
    return [(row.id, f"{row.nummer} {_name(row)}", f"{row.tittel} · {row.kunde}") for row in rows]


def _find_stillinger(session: Session, text: str) -> list[tuple[UUID, str, str]]:
    rows = list_stillinger(session, soek=text).rows[:EACH]
    return [(row.id, f"{row.nummer} {row.tittel}", row.kunde) for row in rows]


def _find_kandidater(session: Session, text: str) -> list[tuple[UUID, str, str]]:
    return [(row.id, _name(row), row.yrke) for row in list_kandidater(session, soek=text).rows[:EACH]]


def _read_oppdrag(session: Session, ids: Sequence[UUID]) -> Known:
    rows = session.execute(
        select(Utleieoppdrag.id, Utleieoppdrag.nummer, Kandidat.fornavn, Kandidat.etternavn)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(Utleieoppdrag.id.in_(ids))
    )
    return {row.id: (f"{row.nummer} {_name(row)}", {"oppdrag_id": row.id}) for row in rows}


def _read_stillinger(session: Session, ids: Sequence[UUID]) -> Known:
    rows = session.execute(
        select(LedigStilling.id, LedigStilling.nummer, LedigStilling.tittel).where(LedigStilling.id.in_(ids))
    )
    return {row.id: (f"{row.nummer} {row.tittel}", {"stilling_id": row.id}) for row in rows}


def _read_kandidater(session: Session, ids: Sequence[UUID]) -> Known:
    rows = session.execute(
        select(Kandidat.id, Kandidat.fornavn, Kandidat.etternavn).where(Kandidat.id.in_(ids))
    )
    return {row.id: (_name(row), {"kandidat_id": row.id}) for row in rows}


def _name(row: Any) -> str:
    return f"{row.fornavn} {row.etternavn}"
