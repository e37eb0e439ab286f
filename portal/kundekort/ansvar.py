"""Who answers for a customer right now: the account manager, else the deputy, else the one who acts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.identity.models import Bruker
from portal.kundekort.models import Kunde, Kundesalg


def find_ansvarlig(session: Session, *, kunde: Kunde) -> UUID | None:
    """One who still works here; None when it is nobody and no employee acts. One statement."""
    vara = select(Kundesalg.vara_id).where(Kundesalg.kunde_id == kunde.id).scalar_subquery()
    found = session.execute(
        select(Bruker.id).where(
            Bruker.er_aktiv, Bruker.id.in_([kunde.kundeansvarlig_id]) | (Bruker.id == vara)
        )
    )
    here = set(found.scalars())
    if kunde.kundeansvarlig_id in here:
        return kunde.kundeansvarlig_id
    actor = actor_of(session)
    return next(iter(here), actor.id if actor.slag == "ansatt" else None)
