"""The customer tree: what stands above and below."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.models import Kunde, KundeForelder, Kundestatus
from portal.kundekort.tree import holds_on, in_tree_order, subtree

#: Enheter shown at most; a municipality may have hundreds.
LIMIT = 200


def list_enheter(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The enheter below the customer, each level in Norwegian order, at most LIMIT. One statement.

    Rows: id, navn, dybde (1 is just below), forelder_id, kode, status, tone, kundenr.
    """
    ned = subtree(kunde_id)
    return session.execute(
        select(
            Kunde.id,
            Kunde.navn,
            Kunde.kundenr,
            ned.c.dybde,
            KundeForelder.forelder_id,
            Kundestatus.kode,
            Kundestatus.navn.label("status"),
            Kundestatus.tone,
        )
        .join(ned, ned.c.id == Kunde.id)
        .join(KundeForelder, (KundeForelder.kunde_id == Kunde.id) & holds_on(KundeForelder, today()))
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .where(ned.c.dybde > 0, Kunde.slaatt_sammen_med_id.is_(None))
        .order_by(ned.c.dybde, Kunde.sortering, Kunde.id)
        .limit(LIMIT)
    ).all()


def load_tree(session: Session, *, kunde_id: UUID) -> list[Row[*tuple[Any, ...]]]:
    """The enheter below, in the order a reader walks the tree. One statement."""
    return in_tree_order(list_enheter(session, kunde_id=kunde_id), root=kunde_id)


def list_foreldre(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Where the customer has stood, latest first: (id, navn, gyldig_fra, gyldig_til). One statement."""
    return session.execute(
        select(Kunde.id, Kunde.navn, KundeForelder.gyldig_fra, KundeForelder.gyldig_til)
        .join(KundeForelder, KundeForelder.forelder_id == Kunde.id)
        .where(KundeForelder.kunde_id == kunde_id)
        .order_by(KundeForelder.gyldig_fra.desc())
        .limit(50)
    ).all()
