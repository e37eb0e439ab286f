"""The customer tree: what stands above and below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.models import Kunde, KundeForelder, Kundestatus
from portal.kundekort.registry import Trekolonne
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


@dataclass(frozen=True)
class Tresum:
    """A sum of one enhet alone, and with everything below it."""

    egen: int = 0
    hele: int = 0


def list_summer(
    session: Session,
    *,
    kunde_id: UUID,
    rader: Sequence[Row[*tuple[Any, ...]]],
    kolonner: Sequence[Trekolonne],
) -> dict[tuple[UUID, str], Tresum]:
    """(enhet, key of the column) → its sums, for the customer and the rows of its tree. One statement, none without.

    `rader` are in the order of the tree's depth or the reader's; what is below the LIMIT is not counted.
    """
    if not kolonner:
        return {}
    ids = [kunde_id, *(row.id for row in rader)]
    counts = select(Kunde.id).where(or_(Kunde.id.in_(ids), Kunde.slaatt_sammen_med_id.in_(ids)))
    parts = []
    for kolonne in kolonner:
        part = kolonne.per_kunde(counts).subquery()
        card = func.coalesce(Kunde.slaatt_sammen_med_id, Kunde.id)  # what has gone into a card counts there
        parts.append(
            select(
                card.label("kunde_id"), literal(kolonne.key).label("key"), func.sum(part.c[1]).label("verdi")
            )
            .join(part, part.c[0] == Kunde.id)
            .group_by(card)
        )
    own = {(row.kunde_id, row.key): int(row.verdi or 0) for row in session.execute(union_all(*parts))}
    whole = dict(own)
    for row in sorted(rader, key=lambda row: row.dybde, reverse=True):  # the deepest first
        for kolonne in kolonner:
            above = (row.forelder_id, kolonne.key)
            whole[above] = whole.get(above, 0) + whole.get((row.id, kolonne.key), 0)
    keys = [(enhet, kolonne.key) for enhet in ids for kolonne in kolonner]
    return {key: Tresum(own.get(key, 0), whole.get(key, 0)) for key in keys}


def list_foreldre(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Where the customer has stood, latest first: (id, navn, gyldig_fra, gyldig_til). One statement."""
    return session.execute(
        select(Kunde.id, Kunde.navn, KundeForelder.gyldig_fra, KundeForelder.gyldig_til)
        .join(KundeForelder, KundeForelder.forelder_id == Kunde.id)
        .where(KundeForelder.kunde_id == kunde_id)
        .order_by(KundeForelder.gyldig_fra.desc())
        .limit(50)
    ).all()
