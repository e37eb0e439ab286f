"""Lists: change and delete, which are their owner's; take a customer out, which all it is shared with may."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import NotFound, Stale
from portal.i18n import _
from portal.kundekort.hotlister import fill_liste, get_liste
from portal.kundekort.models import Deling, Liste, Listemedlem
from portal.kundekort.utvalg import Leser


def endre_liste(
    session: Session,
    *,
    liste_id: UUID,
    navn: str,
    deling: Deling,
    siste_dag: date | None,
    versjon: int,
    leser: Leser,
) -> Liste:
    """Another name, sharing or last day; an expired list holds again with a new one. Locks the list.

    Raises:
        NotFound: no such list of the reader's own. Stale. Refused: as `lag_liste`.
    """
    liste = _own(session, liste_id, leser)
    if liste.versjon != versjon:
        raise Stale(_("Listen er endret i et annet vindu mens du skrev."))
    fill_liste(session, liste, navn=navn, deling=deling, siste_dag=siste_dag, leser=leser)
    liste.versjon += 1
    record(session, "liste.endret", subject=liste, navn=liste.navn)
    return liste


def slett_liste(session: Session, *, liste_id: UUID, leser: Leser) -> str:
    """Delete a list of the reader's own; the customers stay. Answers its name. Raises NotFound."""
    liste = _own(session, liste_id, leser)
    record(session, "liste.slettet", subject=liste, navn=liste.navn)
    session.delete(liste)
    return liste.navn


def ta_ut_av_liste(session: Session, *, liste_id: UUID, kunde_id: UUID, leser: Leser) -> Liste:
    """Take a customer out; one that is not there any more is no fault. Raises NotFound for the list."""
    liste = get_liste(session, liste_id=liste_id, leser=leser)
    session.execute(
        delete(Listemedlem).where(Listemedlem.liste_id == liste_id, Listemedlem.kunde_id == kunde_id)
    )
    return liste


def _own(session: Session, liste_id: UUID, leser: Leser) -> Liste:
    liste = get_liste(session, liste_id=liste_id, leser=leser, lock=True)
    if liste.bruker_id != leser.bruker_id:
        raise NotFound(f"liste {liste_id} is another's")
    return liste
