"""Open tasks about a contact, and what becomes of them when he leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.kundekort.models import Engasjement, Oppgave, Oppgavekobling, Oppgavetilstand
from portal.kundekort.registry import MOST_SHOWN


def list_om_kontakten(session: Session, kontakt_id: UUID) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Open tasks he is named on or linked to. One statement."""
    rows = session.execute(
        select(Oppgave.id, Oppgave.tittel)
        .where(_about(kontakt_id))
        .order_by(Oppgave.frist_sort, Oppgave.id)
        .limit(MOST_SHOWN + 1)
    )
    return [(row.tittel, "oppgaver.vis", {"oppgave_id": row.id}) for row in rows]


def flytt_oppgaver(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    """To the successor, as the contact of the task where they are at the same customer, else as a link; or to nobody.

    Links that he has already are not doubled.
    """
    tasks = session.scalars(select(Oppgave).where(_about(kontakt_id)).with_for_update()).all()
    ids = [task.id for task in tasks]
    his = select(Engasjement.kunde_id).where(Engasjement.id == etterfoelger_id)
    kunde_id = session.scalar(his) if etterfoelger_id else None
    linked = _links(session, ids, kontakt_id)
    for task in tasks:
        if task.engasjement_id == kontakt_id:
            same = kunde_id is not None and task.kunde_id == kunde_id
            task.engasjement_id = etterfoelger_id if same else None
            linked |= set() if same else {task.id}
        task.versjon += 1
    if etterfoelger_id is not None:
        new = linked - _links(session, ids, etterfoelger_id)
        session.add_all(
            Oppgavekobling(oppgave_id=task_id, slag="engasjement", post_id=etterfoelger_id)
            for task_id in sorted(new)
        )
    session.execute(
        delete(Oppgavekobling).where(
            Oppgavekobling.oppgave_id.in_(ids),
            Oppgavekobling.slag == "engasjement",
            Oppgavekobling.post_id == kontakt_id,
        )
    )
    return len(tasks)


def _about(kontakt_id: UUID) -> Any:
    linked = select(Oppgavekobling.oppgave_id).where(
        Oppgavekobling.slag == "engasjement", Oppgavekobling.post_id == kontakt_id
    )
    return (Oppgave.tilstand == Oppgavetilstand.AAPEN) & or_(
        Oppgave.engasjement_id == kontakt_id, Oppgave.id.in_(linked)
    )


def _links(session: Session, ids: list[UUID], kontakt_id: UUID) -> set[UUID]:
    return set(
        session.scalars(
            select(Oppgavekobling.oppgave_id).where(
                Oppgavekobling.oppgave_id.in_(ids),
                Oppgavekobling.slag == "engasjement",
                Oppgavekobling.post_id == kontakt_id,
            )
        )
    )
