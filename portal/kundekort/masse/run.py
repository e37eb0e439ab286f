"""Doing an act on many customers, or undoing it, in parts; each a transaction of its own when a worker does it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.identity.models import Bruker
from portal.kundekort.masse.queries import get_masse
from portal.kundekort.models import (
    Kunde,
    Listemedlem,
    Massehandling,
    Massekunde,
    Masseslag,
    Massetilstand,
)

#: What one request does by itself, and what a worker does in one transaction.
PART = 500


def kjoer_masse(session: Session, *, masse_id: UUID) -> Massehandling:
    """Do, or undo, the next PART customers. Locks the act, then customers by id. Harmless when run again."""
    masse = get_masse(session, masse_id=masse_id, lock=True)
    undoing = masse.tilstand is Massetilstand.ANGRER
    if masse.tilstand not in {Massetilstand.KOE, Massetilstand.ANGRER}:
        return masse
    ids = session.scalars(
        select(Massekunde.kunde_id)
        .where(Massekunde.masse_id == masse_id, Massekunde.gjort.is_(undoing))
        .order_by(Massekunde.kunde_id)
        .limit(PART)
    ).all()
    if undoing:
        _undo(session, masse, ids)
    else:
        masse.endret += _do(session, masse, ids)
    rows = update(Massekunde).where(Massekunde.masse_id == masse_id, Massekunde.kunde_id.in_(ids))
    session.execute(rows.values(gjort=not undoing).execution_options(synchronize_session=False))
    masse.behandlet += len(ids)
    if masse.behandlet >= masse.antall or len(ids) < PART:
        masse.tilstand = Massetilstand.ANGRET if undoing else Massetilstand.FERDIG
        masse.ferdig_tid = now()
    return masse


def _do(session: Session, masse: Massehandling, ids: Sequence[UUID]) -> int:
    """How many it changed."""
    if masse.slag is Masseslag.ANSVARLIG:
        another = Kunde.kundeansvarlig_id.is_distinct_from(masse.ansvarlig_id)
        before = _give(session, ids, masse.ansvarlig_id, among=another)
        for former in set(before.values()):
            mine = [kunde_id for kunde_id, held in before.items() if held == former]
            _mark(session, masse, mine, foer_ansvarlig_id=former)
        return len(before)
    added = session.scalars(
        pg_insert(Listemedlem)
        .values(
            [
                {
                    "tenant_id": masse.tenant_id,
                    "id": uuid7(),
                    "liste_id": masse.liste_id,
                    "kunde_id": kunde_id,
                    "lagt_til_tid": now(),
                    "lagt_til_av_id": masse.bruker_id,
                    "masse_id": masse.id,
                }
                for kunde_id in ids
            ]
        )
        .on_conflict_do_nothing()
        .returning(Listemedlem.kunde_id)
    ).all()
    _mark(session, masse, added)
    return len(added)


def _undo(session: Session, masse: Massehandling, ids: Sequence[UUID]) -> None:
    if masse.slag is Masseslag.LISTE:
        mine = delete(Listemedlem).where(Listemedlem.masse_id == masse.id, Listemedlem.kunde_id.in_(ids))
        session.execute(mine.execution_options(synchronize_session=False))
        return
    former: dict[UUID | None, list[UUID]] = {}
    for row in session.execute(
        select(Massekunde.kunde_id, Massekunde.foer_ansvarlig_id).where(
            Massekunde.masse_id == masse.id, Massekunde.kunde_id.in_(ids), Massekunde.endret.is_(True)
        )
    ):
        former.setdefault(row.foer_ansvarlig_id, []).append(row.kunde_id)
    for ansvarlig_id, given in former.items():
        _give(session, given, ansvarlig_id, among=Kunde.kundeansvarlig_id == masse.ansvarlig_id)


def _give(
    session: Session, ids: Sequence[UUID], ansvarlig_id: UUID | None, *, among: ColumnElement[bool]
) -> dict[UUID, UUID | None]:
    """Set who is responsible for those `among` them; answers who was before. Locks the customers by id."""
    held: dict[UUID, UUID | None] = {
        row.id: row.kundeansvarlig_id
        for row in session.execute(
            select(Kunde.id, Kunde.kundeansvarlig_id)
            .where(Kunde.id.in_(ids), among)
            .order_by(Kunde.id)
            .with_for_update()
        )
    }
    if held:
        session.execute(
            update(Kunde)
            .where(Kunde.id.in_(held))
            .values(kundeansvarlig_id=ansvarlig_id, versjon=Kunde.versjon + 1, endret_tid=now())
            .execution_options(synchronize_session=False)
        )
    navn = session.scalar(select(Bruker.navn).where(Bruker.id == ansvarlig_id)) or "–"
    for kunde_id, former in held.items():
        record(session, "kunde.ansvarlig-endret", kunde_id=kunde_id, fra=former, til=ansvarlig_id, navn=navn)
    return held


def _mark(
    session: Session, masse: Massehandling, ids: Sequence[UUID], *, foer_ansvarlig_id: UUID | None = None
) -> None:
    """Keep what undo needs of those that were changed."""
    rows = update(Massekunde).where(Massekunde.masse_id == masse.id, Massekunde.kunde_id.in_(ids))
    session.execute(
        rows.values(endret=True, foer_ansvarlig_id=foer_ansvarlig_id).execution_options(
            synchronize_session=False
        )
    )
