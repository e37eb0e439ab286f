"""Lists as the features of the card share them: which a reader may use, their kinds, and putting customers in."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.one import get_one
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.kundekort.models import Deling, Kunde, Liste, Listemedlem
from portal.kundekort.registry import Koblingsslag, koblingsslag
from portal.kundekort.utvalg import Leser, shared_office, shared_with

#: Lists one reader can have before him.
MOST = 200
#: The kind that has a table of members of its own (Listemedlem).
KUNDE = "kunde"


def find_slag(key: str, permissions: frozenset[str]) -> Koblingsslag | None:
    """The kind of record with this key; None when there is none, or not for one with these permissions."""
    return next((slag for slag in koblingsslag.allowed(permissions) if slag.key == key), None)


def holds(day: date) -> ColumnElement[bool]:
    """The list has not expired."""
    return or_(Liste.gyldig_til.is_(None), Liste.gyldig_til > day)


def is_expired(liste: Liste) -> bool:
    """The same of one list."""
    return liste.gyldig_til is not None and liste.gyldig_til <= today()


def last_day(gyldig_til: date | None) -> date | None:
    """The last day of what is stored, as people say it."""
    return None if gyldig_til is None else gyldig_til - timedelta(days=1)


def get_liste(session: Session, *, liste_id: UUID, leser: Leser, lock: bool = False) -> Liste:
    """A list the reader has or shares, fresh. Raises NotFound."""
    return get_one(session, Liste, Liste.id == liste_id, shared_with(Liste, leser), lock=lock)


def list_velgbare(session: Session, *, leser: Leser, slag: str = KUNDE) -> Sequence[tuple[UUID, str]]:
    """Lists that records of a kind can be put in now: (id, name), by name. One statement."""
    rows = session.execute(
        select(Liste.id, Liste.navn)
        .where(shared_with(Liste, leser), holds(today()), Liste.slag == slag)
        .limit(MOST)
    )
    return sorted(((row.id, row.navn) for row in rows), key=lambda pair: sort_key(pair[1]))


def open_liste(session: Session, *, liste_id: UUID, leser: Leser, slag: str = KUNDE) -> Liste:
    """A list that records of a kind can be put in.

    Raises:
        NotFound: none that the reader has or shares. Refused: it is of another kind, or has expired.
    """
    liste = get_liste(session, liste_id=liste_id, leser=leser)
    if liste.slag != slag:
        raise Refused(_("Listen «%(navn)s» er over noe annet.", navn=liste.navn))
    if is_expired(liste):
        raise Refused(
            _("Listen «%(navn)s» er utløpt. Den som eier den, kan gi den en ny dato.", navn=liste.navn)
        )
    return liste


def legg_i_liste(session: Session, *, liste_id: UUID, kunde_id: UUID, leser: Leser) -> Liste:
    """Put one customer in a list; one that stands there already is left. Raises as `open_liste`."""
    liste = open_liste(session, liste_id=liste_id, leser=leser)
    if session.scalar(select(Kunde.id).where(Kunde.id == kunde_id)) is None:
        raise NotFound(f"kunde {kunde_id}")
    session.execute(
        insert(Listemedlem)
        .values(
            tenant_id=liste.tenant_id,
            id=uuid7(),
            liste_id=liste.id,
            kunde_id=kunde_id,
            lagt_til_tid=now(),
            lagt_til_av_id=leser.bruker_id,
        )
        .on_conflict_do_nothing()
    )
    return liste


def lag_liste(
    session: Session,
    *,
    navn: str,
    deling: Deling,
    siste_dag: date | None = None,
    leser: Leser,
    slag: str = KUNDE,
) -> Liste:
    """Make an empty list of the reader's own. What it is of is for good.

    Raises:
        Refused: no name, a name he has already, a last day that is past, an avdeling he does not have, or a kind of
            record that he may not read.
    """
    if leser.bruker_id is None:
        raise Refused(_("Bare en innlogget ansatt kan lage lister."))
    if slag != KUNDE and find_slag(slag, actor_of(session).permissions) is None:
        raise Refused(_("Velg hva som skal stå i listen."), field="slag")
    liste = Liste(id=uuid7(), bruker_id=leser.bruker_id, slag=slag, opprettet_tid=now())
    fill_liste(session, liste, navn=navn, deling=deling, siste_dag=siste_dag, leser=leser)
    session.add(liste)
    session.flush()  # what is put in points at it
    record(session, "liste.opprettet", subject=liste, navn=liste.navn)
    return liste


def fill_liste(
    session: Session, liste: Liste, *, navn: str, deling: Deling, siste_dag: date | None, leser: Leser
) -> None:
    """Name, sharing and last day of a list. Raises Refused as `lag_liste`."""
    navn = navn.strip()
    if not navn:
        raise Refused(_("Gi listen et navn."), field="navn")
    same = select(Liste.id).where(
        Liste.bruker_id == leser.bruker_id, Liste.navn == navn, Liste.id != liste.id
    )
    with session.no_autoflush:
        if session.scalar(same.limit(1)) is not None:
            raise Refused(_("Du har alt en liste som heter «%(navn)s».", navn=navn), field="navn")
    if siste_dag is not None and siste_dag < today():
        raise Refused(_("Siste dag kan ikke være passert."), field="siste_dag")
    liste.avdeling_id = shared_office(liste, deling, leser.avdeling_id)
    liste.navn, liste.deling = navn, deling
    liste.gyldig_til = None if siste_dag is None else siste_dag + timedelta(days=1)
