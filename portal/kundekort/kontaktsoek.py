"""Contacts by what was typed: their own words, those of their customer, or some of each («terje fjordtre»)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.words import query_words, search_words
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.messaging.sms import sms_number

#: Contacts that are compared with what was typed: those of the customers that were found.
READ = 300


@dataclass(frozen=True)
class Kontakttreff:
    """A contact that was found, and how he is reached. Numbers are E.164, or as written; "" is none."""

    id: UUID
    navn: str
    stilling: str
    kunde_id: UUID
    kunde: str
    telefon: str
    epost: str
    #: The number that text messages go to.
    sms: str


def search_kontakter(
    session: Session, *, q: str, kunde_ids: Sequence[UUID], antall: int = 8, hos_kunden: bool = False
) -> list[Kontakttreff]:
    """Present contacts at these customers whose name has one of the words typed at least, in Norwegian order.

    The customers are those `search_kunder` found: the words of a customer hold the names of its contacts. With
    `hos_kunden` the words may all be the customer's: everybody there is a hit. One statement, none without
    customers or words.
    """
    words = query_words(q)
    if not words or not kunde_ids:
        return []
    ids = bindparam("kunder", list(kunde_ids), type_=ARRAY(Uuid), unique=True)
    rows = session.execute(
        select(Engasjement, Person, Kunde.navn)
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(
            Engasjement.kunde_id == any_(ids),
            or_(Engasjement.gyldig_til.is_(None), Engasjement.gyldig_til > today()),
        )
        .order_by(Person.sortering, Engasjement.id)
        .limit(READ)
    )
    found = []
    for kontakt, person, kunde in rows:
        named = [word for word in words if _begins(word, person.navn)]
        if (named or hos_kunden) and all(word in named or _begins(word, kunde) for word in words):
            found.append(
                Kontakttreff(
                    kontakt.id,
                    person.navn,
                    kontakt.stilling,
                    kontakt.kunde_id,
                    kunde,
                    person.mobil or kontakt.telefon,
                    kontakt.epost or person.epost,
                    sms_number(person.mobil, kontakt.telefon),
                )
            )
    return found[:antall]


def list_sentralbord(session: Session, *, kunde_ids: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """(id, navn, telefon) of those of the customers that have a number of their own. One statement, none without."""
    if not kunde_ids:
        return []
    rows = session.execute(
        select(Kunde.id, Kunde.navn, Kunde.telefon)
        .where(Kunde.id.in_(kunde_ids), Kunde.telefon != "")
        .order_by(Kunde.sortering, Kunde.id)
    )
    return [(row.id, row.navn, row.telefon) for row in rows]


def _begins(word: str, name: str) -> bool:
    return any(stored.startswith(word) for stored in search_words(name))
