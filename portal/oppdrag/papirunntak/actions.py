"""A single exception from a demanded paper, for one worker at one customer, decided by an admin with a reason."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.queries import get_kandidat
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import Handling
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.papirkrav import get_papirkrav, has_exception
from portal.oppdrag.stopp.actions import DAYS


def gi_papirunntak(
    session: Session, *, kunde_id: UUID, kandidat_id: UUID, krav_id: UUID, handling: Handling, grunn: str
) -> Stoppunntak:
    """Let one oppdrag or extension through without the paper; who and why is kept. Locks the candidate.

    Raises:
        NotFound: no such customer, candidate or demand in force there.
        Refused: the actor may not decide it, the demand rests on a law or stops nothing, or one exception waits.
    """
    actor = actor_of(session)
    if actor.id is None or not actor.may(Permission.OPPDRAG_UNNTAK):
        raise Refused(_("Bare administrator kan beslutte unntak fra et dokumentkrav."))
    get_kunde(session, kunde_id=kunde_id)
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    krav = get_papirkrav(session, kunde_id=kunde_id, krav_id=krav_id)
    if not krav.stopper:
        raise Refused(_("Kravet stopper ingenting, så det trengs ikke noe unntak."))
    if krav.hjemmel:
        raise Refused(
            _("Kravet har hjemmel i %(hjemmel)s. Ingen kan gjøre unntak fra det.", hjemmel=krav.hjemmel)
        )
    if has_exception(session, kunde_id=kunde_id, kandidat_id=kandidat_id, krav_id=krav_id, handling=handling):
        raise Refused(_("Det finnes alt et ubrukt unntak."))
    unntak = Stoppunntak(
        id=uuid7(),
        kunde_id=kunde_id,
        kandidat_id=kandidat_id,
        krav_id=krav_id,
        gjelder=str(handling),
        grunn=grunn,
        besluttet_av_id=actor.id,
        besluttet_tid=now(),
        gyldig_til=today() + timedelta(days=DAYS),
    )
    session.add(unntak)
    record(
        session,
        "papir.unntak-gitt",
        kunde_id=kunde_id,
        subject=unntak,
        navn=kandidat.navn,
        papir=krav.navn,
        kandidat_id=kandidat_id,
        gjelder=str(handling),
        grunn=grunn,
    )
    return unntak
