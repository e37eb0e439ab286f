"""One recruitment, and the names its page shows. The rows of lists are in oppdrag/lister_rekruttering.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.identity.models import Bruker
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.oppdrag.models_rekruttering import Rekruttering
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Valg:
    """Choices of the form that do not come from the customer's card."""

    avdelinger: Sequence[tuple[str, str]]
    konsulenter: Sequence[tuple[str, str]]


def get_valg(session: Session) -> Valg:
    """Our offices and employees. Two statements."""
    offices = session.execute(select(Avdeling.id, Avdeling.navn).order_by(Avdeling.navn).limit(200)).all()
    users = session.execute(
        select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn).limit(500)
    ).all()
    return Valg([(str(i), n) for i, n in offices], [(str(i), n) for i, n in users])


def get_rekruttering(session: Session, *, rekruttering_id: UUID, lock: bool = False) -> Rekruttering:
    """One recruitment, fresh. One statement. Raises NotFound."""
    return get_one(session, Rekruttering, Rekruttering.id == rekruttering_id, lock=lock)


def get_navn(session: Session, *, rekruttering: Rekruttering) -> Any:
    """(kunde, avdeling, konsulent, kontakt) as names. One statement."""
    return session.execute(
        select(
            Kunde.navn.label("kunde"),
            Avdeling.navn.label("avdeling"),
            Bruker.navn.label("konsulent"),
            Person.navn.label("kontakt"),
        )
        .select_from(Rekruttering)
        .join(Kunde, Kunde.id == Rekruttering.kunde_id)
        .join(Avdeling, Avdeling.id == Rekruttering.avdeling_id)
        .outerjoin(Bruker, Bruker.id == Rekruttering.konsulent_id)
        .outerjoin(Engasjement, Engasjement.id == Rekruttering.kontakt_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .where(Rekruttering.id == rekruttering.id)
    ).one()
