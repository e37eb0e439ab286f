"""Records of this room that a task may be about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.sorting import sort_key
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.kundekort.queries import search_kunder
from portal.kundekort.registry import Koblingsslag
from portal.kundekort.search import LAST
from portal.kundekort.tree import holds_on

#: Hits of each kind.
EACH = 8
Known = Mapping[UUID, tuple[str, Mapping[str, Any]]]


def kundekortets_slag() -> tuple[Koblingsslag, ...]:
    """Customers and contacts; registered in `setup`."""
    read = Permission.KUNDE_LES
    return (
        Koblingsslag(
            *("kunde", _l("Kunde"), "building-2", read, _find_kunder, _read_kunder),
            endpoint="kundekort.oversikt.vis",
            order=10,
        ),
        Koblingsslag(
            *("engasjement", _l("Kontakt"), "user-round", read, _find_kontakter, _read_kontakter),
            endpoint="kundekort.kontakter.liste",
            order=20,
        ),
    )


def _find_kunder(session: Session, text: str) -> list[tuple[UUID, str, str]]:
    return [
        (row_id, navn, f"{nr} {sted}".strip())
        for row_id, navn, nr, sted in search_kunder(session, q=text, antall=EACH)
    ]


def _read_kunder(session: Session, ids: Sequence[UUID]) -> Known:
    rows = session.execute(select(Kunde.id, Kunde.navn).where(Kunde.id.in_(ids)))
    return {row.id: (row.navn, {"kunde_id": row.id}) for row in rows}


def _find_kontakter(session: Session, text: str) -> list[tuple[UUID, str, str]]:
    """Present contacts whose name begins so."""
    begins = sort_key(text)
    rows = session.execute(
        select(Engasjement.id, Person.navn, Kunde.navn.label("kunde"))
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(Person.sortering >= begins, Person.sortering < begins + LAST, holds_on(Engasjement, today()))
        .order_by(Person.sortering, Engasjement.id)
        .limit(EACH)
    )
    return [(row.id, row.navn, row.kunde) for row in rows]


def _read_kontakter(session: Session, ids: Sequence[UUID]) -> Known:
    rows = session.execute(
        select(Engasjement.id, Engasjement.kunde_id, Person.navn, Kunde.navn.label("kunde"))
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(Engasjement.id.in_(ids))
    )
    return {row.id: (f"{row.navn}, {row.kunde}", {"kunde_id": row.kunde_id}) for row in rows}
