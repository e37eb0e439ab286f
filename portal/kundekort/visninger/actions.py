"""Saved views: keep a filter under a name, change it, take it away. Only its owner may."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import Deling, LagretVisning, Visningsslag
from portal.kundekort.utvalg import shared_office
from portal.kundekort.visninger.queries import count_egne, get_egen_visning, is_name_taken
from portal.kundekort.visninger.rules import normal

#: Views one employee may keep; the list shows them all.
MOST = 40


def lagre_visning(
    session: Session,
    *,
    navn: str,
    filtertekst: str,
    deling: Deling,
    avdeling_id: UUID | None,
    slag: Visningsslag = Visningsslag.KUNDER,
) -> LagretVisning:
    """Keep a filter under a name. `avdeling_id` is the actor's own, for a view he shares with it.

    Raises:
        Refused: no name, a name he has already, too many views, or shared with an avdeling he does not have.
    """
    navn = _checked(session, slag, navn)
    if count_egne(session) >= MOST:
        raise Refused(_("Du har %(antall)s lagrede visninger. Slett en du ikke bruker.", antall=MOST))
    bruker_id = actor_of(session).id
    if bruker_id is None:
        raise Refused(_("Bare en innlogget ansatt kan lagre visninger."))
    visning = LagretVisning(
        id=uuid7(),
        bruker_id=bruker_id,
        navn=navn,
        slag=slag,
        filter=normal(slag, filtertekst),
        opprettet_tid=now(),
        endret_tid=now(),
    )
    visning.avdeling_id = shared_office(visning, deling, avdeling_id)
    visning.deling = deling
    session.add(visning)
    return visning


def endre_visning(
    session: Session,
    *,
    visning_id: UUID,
    navn: str,
    deling: Deling,
    avdeling_id: UUID | None,
    filtertekst: str | None,
    versjon: int,
) -> LagretVisning:
    """Another name, sharing or filter; without `filtertekst` the filter stays. Locks the view.

    Raises:
        NotFound: no such view of the actor's own. Stale. Refused: as `lagre_visning`.
    """
    visning = get_egen_visning(session, visning_id=visning_id, lock=True)
    if visning.versjon != versjon:
        raise Stale(_("Visningen er endret i et annet vindu mens du skrev."))
    visning.navn = _checked(session, visning.slag, navn, unntatt=visning_id)
    visning.avdeling_id = shared_office(visning, deling, avdeling_id)
    visning.deling = deling
    if filtertekst is not None:
        visning.filter = normal(visning.slag, filtertekst)
    visning.endret_tid = now()
    visning.versjon += 1
    return visning


def slett_visning(session: Session, *, visning_id: UUID) -> str:
    """Take a view away, also from those it was shared with; answers its name. Raises NotFound."""
    visning = get_egen_visning(session, visning_id=visning_id, lock=True)
    session.delete(visning)
    return visning.navn


def _checked(
    session: Session,
    slag: Visningsslag,
    navn: str,
    *,
    unntatt: UUID | None = None,
) -> str:
    navn = navn.strip()
    if not navn:
        raise Refused(_("Gi visningen et navn."), field="navn")
    if is_name_taken(session, slag=slag, navn=navn, unntatt=unntatt):
        raise Refused(_("Du har alt en visning som heter «%(navn)s».", navn=navn), field="navn")
    return navn
