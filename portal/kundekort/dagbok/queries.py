"""Activities of a customer and of a diary's week, and the tasks that wait."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Aktivitetstype,
    Avtale,
    Avtaledeltaker,
    Avtaletilstand,
    Dagbokaktivitet,
    Engasjement,
    Kunde,
    Oppgave,
    Oppgavetilstand,
    Person,
)
from portal.web.paging import PAGE_SIZE, Page, cut, moment, read_mark

#: Activities in one week of one person, and tasks beside it.
WEEK_LIMIT, TASK_LIMIT = 300, 50
#: Open tasks shown on the customer's tab; the rest is one click away.
ON_CARD = 6


def list_aktiviteter(session: Session, *, kunde_id: UUID, etter: str | None = None) -> Page[Row[Any]]:
    """Everyone's activities at a customer, latest first: what is planned stands on top. One statement."""
    stmt = _select().where(Dagbokaktivitet.kunde_id == kunde_id)
    if mark := read_mark(etter, moment, UUID):
        stmt = stmt.where(tuple_(Dagbokaktivitet.tid, Dagbokaktivitet.id) < mark)
    rows = session.execute(
        stmt.order_by(Dagbokaktivitet.tid.desc(), Dagbokaktivitet.id.desc()).limit(PAGE_SIZE + 1)
    ).all()
    return cut(rows, mark=lambda row: (row.tid.isoformat(), row.id))


def list_uke(session: Session, *, bruker_id: UUID, fra: datetime, til: datetime) -> Sequence[Row[Any]]:
    """One person's activities in [fra, til) across customers, in order of time. One statement."""
    stmt = _select().where(
        Dagbokaktivitet.bruker_id == bruker_id, Dagbokaktivitet.tid >= fra, Dagbokaktivitet.tid < til
    )
    rows: Sequence[Row[Any]] = session.execute(
        stmt.order_by(Dagbokaktivitet.tid, Dagbokaktivitet.id).limit(WEEK_LIMIT)
    ).all()
    return rows


def list_avtaler_uke(
    session: Session, *, bruker_id: UUID, fra: datetime, til: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Appointments one has called or takes part in, in [fra, til); as `list_uke`. One statement."""
    invited = select(Avtaledeltaker.avtale_id).where(Avtaledeltaker.bruker_id == bruker_id)
    return session.execute(
        _avtaler()
        .where(
            or_(Avtale.bruker_id == bruker_id, Avtale.id.in_(invited)),
            Avtale.start_tid >= fra,
            Avtale.start_tid < til,
        )
        .order_by(Avtale.start_tid, Avtale.id)
        .limit(WEEK_LIMIT)
    ).all()


def list_kundens_avtaler(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The customer's coming appointments, the next first. One statement."""
    return session.execute(
        _avtaler()
        .where(Avtale.kunde_id == kunde_id, Avtale.start_tid >= now())
        .order_by(Avtale.start_tid, Avtale.id)
        .limit(ON_CARD)
    ).all()


def _avtaler() -> Any:
    """Appointments that stand, with the names the week places entries by."""
    return (
        select(
            Avtale.id,
            Avtale.start_tid.label("tid"),
            cast(func.extract("epoch", Avtale.slutt_tid - Avtale.start_tid) / 60, Integer).label(
                "varighet_min"
            ),
            Avtale.tittel.label("emne"),
            Avtale.sted,
            Kunde.navn.label("kunde"),
            literal("users").label("ikon"),
            literal("Avtale").label("type"),
            literal("avtale").label("slag"),
            literal("planlagt").label("tilstand"),
        )
        .outerjoin(Kunde, Kunde.id == Avtale.kunde_id)
        .where(Avtale.tilstand == Avtaletilstand.PLANLAGT)
    )


def list_oppgaver(session: Session, *, bruker_id: UUID) -> Sequence[Row[Any]]:
    """One person's open tasks, the most urgent first. One statement."""
    return session.execute(
        select(
            Oppgave.id,
            Oppgave.tittel,
            Oppgave.frist_dato,
            Oppgave.kunde_id,
            Kunde.navn.label("kunde"),
            case((Oppgave.frist_dato < today(), True), else_=False).label("forfalt"),
        )
        .outerjoin(Kunde, Kunde.id == Oppgave.kunde_id)
        .where(Oppgave.ansvarlig_id == bruker_id, Oppgave.tilstand == Oppgavetilstand.AAPEN)
        .order_by(Oppgave.frist_sort, Oppgave.id)
        .limit(TASK_LIMIT)
    ).all()


def list_kundens_oppgaver(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The customer's open tasks, the most urgent first, and one more than the tab shows. One statement."""
    return session.execute(
        select(Oppgave.id, Oppgave.tittel, Oppgave.frist_dato, Bruker.navn.label("ansvarlig"))
        .join(Bruker, Bruker.id == Oppgave.ansvarlig_id)
        .where(Oppgave.kunde_id == kunde_id, Oppgave.tilstand == Oppgavetilstand.AAPEN)
        .order_by(Oppgave.frist_sort, Oppgave.id)
        .limit(ON_CARD + 1)
    ).all()


def get_aktivitet(session: Session, *, kunde_id: UUID | None, aktivitet_id: UUID) -> Row[Any]:
    """One activity of this customer (None: of no customer), as the lists show it. One statement. Raises NotFound."""
    stmt = _select().where(Dagbokaktivitet.id == aktivitet_id)
    stmt = stmt.where(
        Dagbokaktivitet.kunde_id == kunde_id if kunde_id else Dagbokaktivitet.kunde_id.is_(None)
    )
    row: Row[Any] | None = session.execute(stmt).one_or_none()
    if row is None:
        raise NotFound(f"dagbokaktivitet {aktivitet_id}")
    return row


def _select() -> Any:
    return (
        select(
            Dagbokaktivitet.id,
            Dagbokaktivitet.kunde_id,
            Dagbokaktivitet.bruker_id,
            Dagbokaktivitet.type_id,
            Dagbokaktivitet.engasjement_id,
            Dagbokaktivitet.tilstand,
            Dagbokaktivitet.tid,
            Dagbokaktivitet.varighet_min,
            Dagbokaktivitet.emne,
            Dagbokaktivitet.notat,
            Dagbokaktivitet.sted,
            Dagbokaktivitet.neste_steg,
            Dagbokaktivitet.neste_dato,
            Dagbokaktivitet.uten_neste_steg,
            Dagbokaktivitet.versjon,
            Aktivitetstype.navn.label("type"),
            Aktivitetstype.ikon,
            Bruker.navn.label("bruker"),
            Person.navn.label("kontakt"),
            Kunde.navn.label("kunde"),
            literal("aktivitet").label("slag"),
        )
        .join(Aktivitetstype, Aktivitetstype.id == Dagbokaktivitet.type_id)
        .join(Bruker, Bruker.id == Dagbokaktivitet.bruker_id)
        .outerjoin(Engasjement, Engasjement.id == Dagbokaktivitet.engasjement_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .outerjoin(Kunde, Kunde.id == Dagbokaktivitet.kunde_id)
        .where(Dagbokaktivitet.slettet_tid.is_(None))
    )
