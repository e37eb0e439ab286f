"""One act on many customers: fix who they are, do it part by part, take it back.

Small choices go the whole way in the request; of larger ones a worker does one part a transaction (`kunder.masse`).
"""

from uuid import UUID

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.hotlister import open_liste
from portal.kundekort.masse import run
from portal.kundekort.masse.queries import get_masse
from portal.kundekort.models import (
    Kunde,
    Massehandling,
    Massekunde,
    Masseslag,
    Massetilstand,
)
from portal.kundekort.utvalg import Leser, Utvalg, narrowed


def sett_ansvarlig(session: Session, *, utvalg: Utvalg, ansvarlig_id: UUID, leser: Leser) -> Massehandling:
    """Give the chosen customers to one of our employees.

    Raises:
        NotFound: no such employee, or he has left. Refused: no customer is chosen.
    """
    found = select(Bruker.id).where(Bruker.id == ansvarlig_id, Bruker.er_aktiv.is_(True))
    if session.scalar(found) is None:
        raise NotFound(f"bruker {ansvarlig_id}")
    masse = _new(leser, Masseslag.ANSVARLIG)
    masse.ansvarlig_id = ansvarlig_id
    return _begin(session, masse, utvalg, leser)


def legg_mange_i_liste(session: Session, *, utvalg: Utvalg, liste_id: UUID, leser: Leser) -> Massehandling:
    """Put the chosen customers in a list. Raises as `open_liste`; Refused also when no customer is chosen."""
    masse = _new(leser, Masseslag.LISTE)
    masse.liste_id = open_liste(session, liste_id=liste_id, leser=leser).id
    return _begin(session, masse, utvalg, leser)


def angre_masse(session: Session, *, masse_id: UUID) -> Massehandling:
    """Take the act back where nobody has changed the customer since. A second time changes nothing.

    Raises:
        NotFound: not the actor's own. Refused: it has not come to its end.
    """
    masse = get_masse(session, masse_id=masse_id, lock=True)
    if masse.tilstand is Massetilstand.KOE:
        raise Refused(_("Endringen er ikke ferdig ennå. Vent til den er det, og angre da."))
    if masse.tilstand is Massetilstand.FERDIG:
        masse.tilstand, masse.behandlet = Massetilstand.ANGRER, 0
        if masse.antall <= run.PART:
            run.kjoer_masse(session, masse_id=masse_id)
    return masse


def _new(leser: Leser, slag: Masseslag) -> Massehandling:
    if leser.bruker_id is None:
        raise Refused(_("Bare en innlogget ansatt kan endre mange kunder."))
    return Massehandling(
        id=uuid7(),
        slag=slag,
        tilstand=Massetilstand.KOE,
        bruker_id=leser.bruker_id,
        antall=0,
        behandlet=0,
        endret=0,
        opprettet_tid=now(),
    )


def _begin(session: Session, masse: Massehandling, utvalg: Utvalg, leser: Leser) -> Massehandling:
    session.add(masse)
    session.flush()  # the chosen customers point at it
    tenant_id = session.info["tenant"]
    chosen = narrowed(
        session,
        select(literal(tenant_id), func.gen_random_uuid(), literal(masse.id), Kunde.id),
        utvalg=utvalg,
        leser=leser,
    )
    columns = ["tenant_id", "id", "masse_id", "kunde_id"]
    session.execute(insert(Massekunde).from_select(columns, chosen, include_defaults=False))
    fixed = select(func.count()).select_from(Massekunde).where(Massekunde.masse_id == masse.id)
    masse.antall = session.scalar(fixed) or 0
    if not masse.antall:
        raise Refused(_("Velg minst én kunde."))
    return run.kjoer_masse(session, masse_id=masse.id) if masse.antall <= run.PART else masse
