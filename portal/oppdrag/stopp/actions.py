"""A single exception from the credit stop, decided by an admin with a reason (modell.md §4)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.rules import Handling
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.unntak import find_stop

#: An exception that is not used lapses.
DAYS = 14


def gi_unntak(session: Session, *, kunde_id: UUID, handling: Handling, grunn: str) -> Stoppunntak:
    """Let one stilling, oppdrag or extension through in spite of the credit stop. Does not commit.

    Raises:
        NotFound: no such customer.
        Refused: the actor may not decide it, there is no credit stop, or one exception waits already.
    """
    actor = actor_of(session)
    if actor.id is None or not actor.may(Permission.OPPDRAG_UNNTAK):
        raise Refused(_("Bare administrator kan beslutte unntak fra kredittsperren."))
    stopp = find_stop(session, kunde_id=kunde_id, handling=handling)
    if stopp is None:
        raise Refused(_("Kunden er ikke sperret for dette nå."))
    if not stopp.kan_faa_unntak:
        raise Refused(_("Unntak gjelder bare kredittsperre. Endre statusen i stedet."))
    if stopp.unntak:
        raise Refused(_("Det finnes alt et ubrukt unntak."))
    unntak = Stoppunntak(
        id=uuid7(),
        kunde_id=kunde_id,
        gjelder=str(handling),
        grunn=grunn,
        besluttet_av_id=actor.id,
        besluttet_tid=now(),
        gyldig_til=today() + timedelta(days=DAYS),
    )
    session.add(unntak)
    record(
        session, "stopp.unntak-gitt", kunde_id=kunde_id, subject=unntak, gjelder=str(handling), grunn=grunn
    )
    return unntak
