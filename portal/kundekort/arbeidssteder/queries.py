"""Worksites of one customer, whom one may choose as contact there, and what uses a worksite."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.db.one import get_one
from portal.errors import NotFound
from portal.kundekort.arbeidssteder.rules import Bruk
from portal.kundekort.models import Adresse, Adresseslag, Arbeidssted, Engasjement, Kunde, Person
from portal.kundekort.queries import list_tree_ids
from portal.kundekort.registry import stedsbruk
from portal.kundekort.tree import holds_on
from portal.registers.models import Kommune
from portal.registers.queries import get_lovregel, list_fylker

#: Worksites shown, and contacts offered, at most.
LIMIT = 500


@dataclass(frozen=True)
class Byggeforbud:
    """Where building work at a building site may not be hired in today, and the law that says so."""

    fylker: tuple[str, ...]
    hjemmel: str


def list_steder(session: Session, *, kunde_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those in use first, the standard one on top; then Norwegian order, at most LIMIT. One statement."""
    hms, kontakt = aliased(Person), aliased(Person)
    hms_jobb, jobb = aliased(Engasjement), aliased(Engasjement)
    return session.execute(
        select(
            Arbeidssted.id,
            Arbeidssted.navn,
            Arbeidssted.slag,
            Arbeidssted.adresse,
            Arbeidssted.postnr,
            Arbeidssted.poststed,
            Arbeidssted.oppmoete,
            Arbeidssted.bekledning,
            Arbeidssted.er_standard,
            Arbeidssted.er_aktiv,
            Kommune.navn.label("kommune"),
            kontakt.navn.label("kontakt"),
            hms.navn.label("hms"),
        )
        .outerjoin(Kommune, Kommune.nr == Arbeidssted.kommunenr)
        .outerjoin(jobb, jobb.id == Arbeidssted.kontakt_id)
        .outerjoin(kontakt, kontakt.id == jobb.person_id)
        .outerjoin(hms_jobb, hms_jobb.id == Arbeidssted.hms_kontakt_id)
        .outerjoin(hms, hms.id == hms_jobb.person_id)
        .where(Arbeidssted.kunde_id == kunde_id)
        .order_by(
            Arbeidssted.er_aktiv.desc(),
            Arbeidssted.er_standard.desc(),
            Arbeidssted.sortering,
            Arbeidssted.id,
        )
        .limit(LIMIT)
    ).all()


def get_sted(session: Session, *, kunde_id: UUID, arbeidssted_id: UUID, lock: bool = False) -> Arbeidssted:
    """One worksite of this customer. One statement. Raises NotFound."""
    return get_one(
        session, Arbeidssted, Arbeidssted.id == arbeidssted_id, Arbeidssted.kunde_id == kunde_id, lock=lock
    )


def list_kontaktvalg(
    session: Session, *, kunde_id: UUID, valgte: Sequence[UUID] = ()
) -> list[tuple[UUID, str]]:
    """(id, name with place) of contacts at the customer and in its tree today, its own first; and of those `valgte`.

    Two statements.
    """
    i_treet = Engasjement.kunde_id.in_(list_tree_ids(session, kunde_id=kunde_id))
    rows = session.execute(
        select(Engasjement.id, Engasjement.kunde_id, Person.navn, Kunde.navn.label("kunde"))
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where((i_treet & holds_on(Engasjement, today())) | Engasjement.id.in_(valgte))
        .order_by((Engasjement.kunde_id == kunde_id).desc(), Person.sortering, Engasjement.id)
        .limit(LIMIT)
    )
    return [(row.id, row.navn if row.kunde_id == kunde_id else f"{row.navn}, {row.kunde}") for row in rows]


def works_in_tree(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> bool:
    """Whether the contact is at the customer, or somewhere in its tree, today. Two statements."""
    stmt = select(Engasjement.id).where(
        Engasjement.id == kontakt_id,
        Engasjement.kunde_id.in_(list_tree_ids(session, kunde_id=kunde_id)),
        holds_on(Engasjement, today()),
    )
    return session.scalar(stmt) is not None


def find_bruk(session: Session, *, arbeidssted_id: UUID, permissions: frozenset[str]) -> Bruk:
    """What uses the worksite now, named where one may read it. One statement for each room that registered."""
    allowed = {bruk.key for bruk in stedsbruk.allowed(permissions)}
    found = {bruk.key: bruk.les(session, arbeidssted_id) for bruk in stedsbruk.all()}
    return Bruk(
        [each for key, held in found.items() if key in allowed for each in held],
        sum(len(held) for key, held in found.items() if key not in allowed),
    )


def get_besoeksadresse(session: Session, *, kunde_id: UUID) -> tuple[str, str, str] | None:
    """(line, post code, place) of the customer's visiting address in Norway. One statement."""
    row = session.execute(
        select(Adresse.linje1, Adresse.postnr, Adresse.poststed).where(
            Adresse.kunde_id == kunde_id, Adresse.slag == Adresseslag.BESOEK, Adresse.land == "NO"
        )
    ).one_or_none()
    return (row.linje1, row.postnr, row.poststed) if row else None


def get_byggeforbud(session: Session) -> Byggeforbud | None:
    """The ban on hiring in for building work as the register has it today; None without a row. Two statements."""
    try:
        regel = get_lovregel(session, kode="innleie.byggeforbud", dato=today())
    except NotFound:
        return None
    navn = dict(list_fylker(session))
    return Byggeforbud(tuple(navn[nr] for nr in regel.liste if nr in navn), regel.hjemmel)
