"""From what an employee is to what he shall be: his fields, his roles and his offices, and what that changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.administrasjon.actions import check_own
from portal.administrasjon.brukere.rules import Brukerdata
from portal.administrasjon.rules import union
from portal.audit.record import actor_of
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker, Brukeravdeling, Brukerrolle, Rolle
from portal.tenancy.models import Avdeling


def choose_roles(
    session: Session, wanted: frozenset[UUID], *, held: frozenset[UUID], bruker_id: UUID | None
) -> dict[UUID, str]:
    """Names of the roles he has and shall have; those that are new to him are in use.

    When he is the actor himself, they give nothing that he does not have. Locked against being changed or taken out of
    use meanwhile.
    """
    stmt = select(Rolle).where(Rolle.id.in_(wanted | held)).order_by(Rolle.id).with_for_update(read=True)
    rows = {row.id: row for row in session.scalars(stmt.execution_options(populate_existing=True))}
    fresh = [rows[each] for each in wanted - held if each in rows and rows[each].er_aktiv]
    if len(fresh) != len(wanted - held) or not wanted:
        raise Refused(_("Velg minst én rolle som er i bruk."), field="roller")
    if bruker_id is not None and bruker_id == actor_of(session).id:
        check_own(session, rights=union(row.rettigheter for row in fresh), field="roller")
    return {row.id: row.navn for row in rows.values()}


def name_offices(session: Session, wanted: frozenset[UUID], *, held: frozenset[UUID]) -> dict[UUID, str]:
    """Names of the offices he has and shall have; each of them is one."""
    rows = session.execute(select(Avdeling.id, Avdeling.navn).where(Avdeling.id.in_(wanted | held)))
    names: dict[UUID, str] = {row.id: row.navn for row in rows}
    if not wanted <= names.keys():
        raise Refused(_("Velg avdelinger fra listen."), field="avdelinger")
    return names


def wanted_offices(data: Brukerdata) -> frozenset[UUID]:
    """Where he works now counts among those where he may."""
    return data.avdelinger | ({data.avdeling_id} if data.avdeling_id else set())


def fill(bruker: Bruker, data: Brukerdata, *, offices: dict[UUID, str]) -> dict[str, Any]:
    """Write the fields; answers name → [before, after] of those that are others now, offices by their names."""
    names = ("navn", "epost", "telefon", "sprak", "avdeling_id")
    changed = {
        n: [getattr(bruker, n), getattr(data, n)] for n in names if getattr(bruker, n) != getattr(data, n)
    }
    for name, (_before, after) in changed.items():
        setattr(bruker, name, after)
    if (moved := changed.pop("avdeling_id", None)) is not None:
        changed["avdeling"] = [offices.get(each, "") for each in moved]
    return {name: [str(each or "") for each in pair] for name, pair in changed.items()}


def put(
    session: Session, bruker_id: UUID, data: Brukerdata, *, roles: frozenset[UUID], offices: frozenset[UUID]
) -> None:
    """Give and take roles and offices; `roles` and `offices` are those he has."""
    for model, column, held, wanted in (
        (Brukerrolle, Brukerrolle.rolle_id, roles, data.roller),
        (Brukeravdeling, Brukeravdeling.avdeling_id, offices, wanted_offices(data)),
    ):
        if gone := held - wanted:
            session.execute(delete(model).where(model.bruker_id == bruker_id, column.in_(gone)))
        for each in sorted(wanted - held):
            session.add(model(id=uuid7(), bruker_id=bruker_id, **{column.key: each}))
