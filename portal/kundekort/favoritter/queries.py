"""Whose stars stand where: one's own, of any kind of record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, literal, select, union_all
from sqlalchemy.orm import Session

from portal.kundekort.models import Favoritt, Favorittpost
from portal.kundekort.registry import Koblingsslag, koblingsslag

#: Stars of one kind that are shown, the latest first.
MOST = 200


@dataclass(frozen=True)
class Gruppe:
    """The starred records of one kind: (id, text, what the endpoint takes), latest star first."""

    slag: Koblingsslag
    poster: Sequence[tuple[UUID, str, Mapping[str, Any]]]


def list_favoritter(session: Session, *, bruker_id: UUID | None, permissions: frozenset[str]) -> list[Gruppe]:
    """One's own by kind, those one may see. One statement, and one for each kind there is something of."""
    kunder = select(
        literal("kunde", Text).label("slag"), Favoritt.kunde_id.label("post_id"), Favoritt.opprettet_tid
    ).where(Favoritt.bruker_id == bruker_id)
    others = select(Favorittpost.slag, Favorittpost.post_id, Favorittpost.opprettet_tid).where(
        Favorittpost.bruker_id == bruker_id
    )
    both = union_all(kunder, others).subquery()
    ids: dict[str, list[UUID]] = {}
    for row in session.execute(select(both.c.slag, both.c.post_id).order_by(both.c.opprettet_tid.desc())):
        ids.setdefault(row.slag, []).append(row.post_id)
    found = []
    for slag in koblingsslag.allowed(permissions):
        if mine := ids.get(slag.key, [])[:MOST]:
            known = slag.les(session, mine)
            found.append(Gruppe(slag, [(each, *known[each]) for each in mine if each in known]))
    return [gruppe for gruppe in found if gruppe.poster]


def list_stjerner(session: Session, *, bruker_id: UUID | None, slag: str) -> frozenset[UUID]:
    """Ids of the records of one kind that have the person's star; those of customers come with their card. One
    statement.
    """
    return frozenset(
        session.scalars(
            select(Favorittpost.post_id)
            .where(Favorittpost.bruker_id == bruker_id, Favorittpost.slag == slag)
            .order_by(Favorittpost.opprettet_tid.desc())
            .limit(MOST)
        )
    )
