"""The customers in groups: how many there are of each, and one row for each in order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kundekort.models import Engasjement, Kunde, Kundestatus, Person
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Filter, Leser, Utvalg, narrowed
from portal.registers.models import Kommune
from portal.tenancy.models import Avdeling


def count_groups(
    session: Session, *, valg: Filter, leser: Leser, gruppe: str
) -> Sequence[tuple[UUID | None, str, int]]:
    """(id, name, number of customers) of each group, those without one last. Two statements at most."""
    key, navn = _group(gruppe)
    stmt = narrowed(
        session, _from(select(key, navn, func.count())), utvalg=Utvalg(valg=valg), leser=leser
    ).group_by(key, navn)
    rows = session.execute(stmt.order_by(navn.is_(None), func.min(_place(gruppe)), navn, key)).all()
    return [(row[0], row[1] or "", row[2]) for row in rows]


def list_rader(
    session: Session, *, valg: Filter, leser: Leser, gruppe: str, sorter: str, most: int
) -> Sequence[Any]:
    """A row for each customer, group by group. Two statements at most.

    Rows: gruppe_id, gruppe, id, kundenr, navn, status, ansvarlig, avdeling, telefon, epost, kontakt, kontakttelefon,
    poststed, fylke.
    """
    key, navn = _group(gruppe)
    fylke = _county()
    contact = (
        select(
            Person.navn,
            func.coalesce(func.nullif(Person.mobil, ""), Engasjement.telefon).label("telefon"),
        )
        .join(Person, Person.id == Engasjement.person_id)
        .where(Engasjement.kunde_id == Kunde.id, holds_on(Engasjement, today()))
        .order_by(Engasjement.er_noekkel.desc(), Person.sortering)
        .limit(1)
        .correlate(Kunde)
        .lateral("kontakt")
    )
    stmt = _from(
        select(
            key.label("gruppe_id"),
            navn.label("gruppe"),
            Kunde.id,
            Kunde.kundenr,
            Kunde.navn,
            Kundestatus.navn.label("status"),
            Bruker.navn.label("ansvarlig"),
            Avdeling.navn.label("avdeling"),
            Kunde.telefon,
            Kunde.epost,
            contact.c.navn.label("kontakt"),
            contact.c.telefon.label("kontakttelefon"),
            Kunde.poststed,
            fylke.label("fylke"),
        )
    ).outerjoin(contact, literal(True))  # noqa: FBT003 - SQL's own true
    stmt = narrowed(session, stmt, utvalg=Utvalg(valg=valg), leser=leser)
    within = (fylke, Kunde.sortering, Kunde.id) if sorter == "fylke" else (Kunde.sortering, Kunde.id)
    return session.execute(
        stmt.order_by(navn.is_(None), _place(gruppe), navn, key, *within).limit(most)
    ).all()


def _from(stmt: Any) -> Any:
    """The joins the groups need; the status is joined where the filter is asked."""
    return (
        stmt.select_from(Kunde)
        .outerjoin(Bruker, Bruker.id == Kunde.kundeansvarlig_id)
        .outerjoin(Avdeling, Avdeling.id == Kunde.avdeling_id)
    )


def _group(gruppe: str) -> tuple[Any, Any]:
    """What makes the group, and its name: two may have the same one."""
    of: Any = {"avdeling": Avdeling, "status": Kundestatus, "ansvarlig": Bruker}[gruppe]
    return of.id, of.navn


def _place(gruppe: str) -> Any:
    """Statuses stand in the agency's order, the others by name."""
    return Kundestatus.rekkefoelge if gruppe == "status" else literal(0)


def _county() -> Any:
    held = aliased(Kommune)
    return select(func.min(held.fylke)).where(held.fylkesnr == cast(Kunde.fylkesnr, String)).scalar_subquery()
