"""What hangs on a contact, and who may take it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.models import Portaltilgang
from portal.kundekort.models import Engasjement, Kontaktrolle, Kunde, Person
from portal.kundekort.registry import MOST_SHOWN, Ansvar, ansvar
from portal.kundekort.tree import ancestors, holds_on

#: More than this nobody chooses from a list.
MOST = 500


@dataclass(frozen=True)
class Henger:
    """One kind of thing that hangs on him: those that are named, and whether there are more."""

    slag: Ansvar
    rader: Sequence[tuple[str, str, Mapping[str, Any]]]
    flere: bool


def list_henger(session: Session, *, kontakt_id: UUID) -> list[Henger]:
    """Everything that hangs on a contact, kinds without any left out. One statement a kind."""
    kinds = sorted(ansvar.all(), key=lambda slag: (slag.order, slag.key))
    return [
        Henger(slag, rows[:MOST_SHOWN], len(rows) > MOST_SHOWN)
        for slag in kinds
        if (rows := slag.les(session, kontakt_id))
    ]


def list_etterfoelgere(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> list[Row[Any]]:
    """Others who are at the customer or above it: (id, navn, stilling, kunde_id, kunde, har_tilgang). One statement."""
    opp = ancestors(kunde_id)
    access = (
        select(Portaltilgang.id)
        .where(Portaltilgang.engasjement_id == Engasjement.id, _lasts(Portaltilgang))
        .correlate(Engasjement)
        .exists()
    )
    return list(
        session.execute(
            select(
                Engasjement.id,
                Person.navn,
                Engasjement.stilling,
                Engasjement.kunde_id,
                Kunde.navn.label("kunde"),
                access.label("har_tilgang"),
            )
            .join(Person, Person.id == Engasjement.person_id)
            .join(opp, opp.c.id == Engasjement.kunde_id)
            .join(Kunde, Kunde.id == Engasjement.kunde_id)
            .where(holds_on(Engasjement, today()), Engasjement.id != kontakt_id)
            .order_by(opp.c.dybde, Person.sortering, Engasjement.id)
            .limit(MOST)
        )
    )


def _lasts(model: Any) -> Any:
    """Whether an access has not ended."""
    return model.gyldig_til.is_(None) | (model.gyldig_til > today())


def list_roller_med_sted(session: Session, *, kontakt_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """His roles of today and where each sits: (rolle, kunde_id, kunde). One statement."""
    return session.execute(
        select(Kontaktrolle.rolle, Kontaktrolle.kunde_id, Kunde.navn.label("kunde"))
        .join(Kunde, Kunde.id == Kontaktrolle.kunde_id)
        .where(Kontaktrolle.engasjement_id == kontakt_id, holds_on(Kontaktrolle, today()))
        .order_by(Kunde.sortering, Kontaktrolle.rolle)
        .limit(MOST_SHOWN + 1)
    ).all()
