"""Lists: change and delete, which are the owner's; put records in and take out, which all it is shared with may."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.kundekort.hotlister import KUNDE, fill_liste, find_slag, get_liste, open_liste
from portal.kundekort.models import Deling, Liste, Listemedlem, Listepost
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
    """Delete a list of the reader's own; what stood in it stays. Answers its name. Raises NotFound."""
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


class Lagt(NamedTuple):
    """What putting records in a list came to."""

    liste: Liste
    #: How many did not stand there already.
    antall: int
    #: What `angre_bunke` takes out again; None when nothing was put in.
    bunke_id: UUID | None


def legg_poster_i_liste(
    session: Session, *, liste_id: UUID, slag: str, post_ids: Sequence[UUID], leser: Leser
) -> Lagt:
    """Put records of the list's kind in it; those that stand there already are left. Three statements.

    Raises:
        NotFound: no such list, or a kind of record the actor may not read. Refused: it has expired or is of another
            kind, or none of the records is there. Customers are put in by `legg_i_liste`.
    """
    kind = find_slag(slag, actor_of(session).permissions)
    if kind is None:
        raise NotFound(f"koblingsslag {slag}")
    liste = open_liste(session, liste_id=liste_id, leser=leser, slag=slag)
    known = kind.les(session, post_ids) if slag != KUNDE else {}
    rows = [(uuid7(), post_id) for post_id in dict.fromkeys(post_ids) if post_id in known]
    if not rows:
        raise Refused(_("Velg minst én rad."))
    bunke_id = rows[0][0]
    values = {"tenant_id": liste.tenant_id, "liste_id": liste.id, "lagt_til_av_id": leser.bruker_id}
    added = session.scalars(
        insert(Listepost)
        .values(
            [
                {**values, "id": row_id, "post_id": post_id, "bunke_id": bunke_id, "lagt_til_tid": now()}
                for row_id, post_id in rows
            ]
        )
        .on_conflict_do_nothing()
        .returning(Listepost.id)
    ).all()
    return Lagt(liste, len(added), bunke_id if added else None)


def ta_ut_post(
    session: Session, *, liste_id: UUID, listepost_id: UUID, leser: Leser
) -> tuple[Liste, UUID | None]:
    """Take one out, whether its record can be read or not; answers which it was, None when it was gone already.

    Raises NotFound for the list.
    """
    liste = get_liste(session, liste_id=liste_id, leser=leser)
    gone = delete(Listepost).where(Listepost.liste_id == liste_id, Listepost.id == listepost_id)
    return liste, session.scalar(gone.returning(Listepost.post_id))


def angre_bunke(session: Session, *, liste_id: UUID, bunke_id: UUID, leser: Leser) -> Liste:
    """Take out what one act put in; what has been taken out since is no fault. Raises NotFound for the list."""
    liste = get_liste(session, liste_id=liste_id, leser=leser)
    session.execute(delete(Listepost).where(Listepost.liste_id == liste_id, Listepost.bunke_id == bunke_id))
    return liste


def _own(session: Session, liste_id: UUID, leser: Leser) -> Liste:
    liste = get_liste(session, liste_id=liste_id, leser=leser, lock=True)
    if liste.bruker_id != leser.bruker_id:
        raise NotFound(f"liste {liste_id} is another's")
    return liste
