"""What hangs on an employee: what another must take over, and what one should know before he is let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.slutt.ansvar import his_customers, his_signatures, open_tasks
from portal.administrasjon.queries import rights_held
from portal.administrasjon.rules import union
from portal.db.clock import now, today
from portal.identity.models import Bruker, Brukerrolle, Rolle
from portal.kandidater.models import Kandidat
from portal.kundekort.models import (
    Avtale,
    Avtaledeltaker,
    Avtaletilstand,
    Kunde,
    Kundesalg,
    Mulighet,
    Oppgave,
)
from portal.oppdrag.models import LedigStilling, Stillingstilstand, Utleieoppdrag
from portal.web.paging import COUNT_CAP

#: Appointments shown by name.
SHOWN = 10


@dataclass(frozen=True)
class Henger:
    """How much of each kind, at most COUNT_CAP."""

    kunder: int
    oppgaver: int
    avtaler: int
    vara: int
    muligheter: int
    stillinger: int
    oppdrag: int
    kandidater: int
    signeringer: int


def count_henger(session: Session, *, bruker_id: UUID) -> Henger:
    """One statement."""
    running = or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today())
    open_stages = (Stillingstilstand.KLADD, Stillingstilstand.AAPEN)
    kinds = {
        "kunder": his_customers(bruker_id),
        "oppgaver": select(Oppgave.id).where(*open_tasks(bruker_id)),
        "avtaler": _coming(bruker_id),
        "vara": select(Kundesalg.id).where(Kundesalg.vara_id == bruker_id),
        "muligheter": select(Mulighet.id).where(
            Mulighet.ansvarlig_id == bruker_id, Mulighet.avsluttet_tid.is_(None)
        ),
        "stillinger": select(LedigStilling.id).where(
            LedigStilling.konsulent_id == bruker_id, LedigStilling.tilstand.in_(open_stages)
        ),
        "oppdrag": select(Utleieoppdrag.id).where(
            Utleieoppdrag.konsulent_id == bruker_id, Utleieoppdrag.avsluttet_tid.is_(None), running
        ),
        "kandidater": select(Kandidat.id).where(Kandidat.konsulent_id == bruker_id),
        "signeringer": his_signatures(bruker_id),
    }
    columns = [_counted(stmt).label(name) for name, stmt in kinds.items()]
    return Henger(*session.execute(select(*columns)).one())


def list_kommende(session: Session, *, bruker_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next appointments he has called or takes part in: (id, tittel, start_tid, kunde, kunde_id). One statement."""
    return session.execute(
        select(Avtale.id, Avtale.tittel, Avtale.start_tid, Avtale.kunde_id, Kunde.navn.label("kunde"))
        .outerjoin(Kunde, Kunde.id == Avtale.kunde_id)
        .where(Avtale.id.in_(_coming(bruker_id)))
        .order_by(Avtale.start_tid, Avtale.id)
        .limit(SHOWN)
    ).all()


def list_kolleger(session: Session, *, but: UUID) -> Sequence[Row[UUID, str]]:
    """Who may take over: active and with a password of their own: (id, navn). One statement."""
    stmt = select(Bruker.id, Bruker.navn).where(
        Bruker.er_aktiv, Bruker.passord_hash.is_not(None), Bruker.id != but
    )
    return session.execute(stmt.order_by(Bruker.navn, Bruker.id).limit(500)).all()


def rights_lost(session: Session, *, bruker_id: UUID) -> frozenset[str]:
    """Rights nobody who signs in has but him: he cannot go before another has them. Two statements."""
    others = session.scalars(
        select(Rolle.rettigheter)
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .join(Bruker, Bruker.id == Brukerrolle.bruker_id)
        .where(Bruker.er_aktiv, Bruker.passord_hash.is_not(None), Bruker.id != bruker_id)
        .distinct()
    )
    return rights_held(session) - union(others)


def _coming(bruker_id: UUID) -> Select[Any]:
    part = select(Avtaledeltaker.avtale_id).where(Avtaledeltaker.bruker_id == bruker_id)
    return select(Avtale.id).where(
        Avtale.slutt_tid > now(),
        Avtale.tilstand == Avtaletilstand.PLANLAGT,
        or_(Avtale.bruker_id == bruker_id, Avtale.id.in_(part)),
    )


def _counted(stmt: Select[Any]) -> Any:
    return select(func.count()).select_from(stmt.limit(COUNT_CAP).subquery()).scalar_subquery()
