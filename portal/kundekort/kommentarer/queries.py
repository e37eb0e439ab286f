"""The fixed comments of a customer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.kundekort.models import FastKommentar

#: Standing comments shown at most; more than a handful is no longer read.
LIMIT = 50


def list_kommentarer(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those that stand, newest first: (id, slag, tekst, forfatter_navn, opprettet_tid, erstatter_id, versjon).

    One statement.
    """
    return session.execute(
        select(
            FastKommentar.id,
            FastKommentar.slag,
            FastKommentar.tekst,
            FastKommentar.forfatter_navn,
            FastKommentar.opprettet_tid,
            FastKommentar.erstatter_id,
            FastKommentar.versjon,
        )
        .where(FastKommentar.kunde_id == kunde_id, FastKommentar.avsluttet_tid.is_(None))
        .order_by(FastKommentar.opprettet_tid.desc(), FastKommentar.id.desc())
        .limit(LIMIT)
    ).all()


def list_historikk(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those that no longer stand, latest first. One statement."""
    return session.execute(
        select(
            FastKommentar.id,
            FastKommentar.slag,
            FastKommentar.tekst,
            FastKommentar.forfatter_navn,
            FastKommentar.opprettet_tid,
            FastKommentar.avsluttet_tid,
        )
        .where(FastKommentar.kunde_id == kunde_id, FastKommentar.avsluttet_tid.is_not(None))
        .order_by(FastKommentar.avsluttet_tid.desc(), FastKommentar.id.desc())
        .limit(LIMIT)
    ).all()


def get_kommentar(
    session: Session, *, kunde_id: UUID, kommentar_id: UUID, lock: bool = False
) -> FastKommentar:
    """One comment of this customer. Raises NotFound."""
    return get_one(
        session,
        FastKommentar,
        FastKommentar.id == kommentar_id,
        FastKommentar.kunde_id == kunde_id,
        lock=lock,
    )
