"""Putting a customer below another one, from a day on; history stays with the former parent."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import today
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import Kunde, KundeForelder
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import would_circle
from portal.kundekort.tree import ancestors


def flytt_enhet(
    session: Session,
    *,
    kunde_id: UUID,
    forelder_id: UUID | None,
    gyldig_fra: date | None = None,
    versjon: int | None = None,
) -> KundeForelder | None:
    """Put the customer below `forelder_id` from a day on (today), or free it with None. Answers the new link.

    Locks both customers, lowest id first, so that two moves cannot make a ring together.

    Raises:
        NotFound: no such customer in this tenant.
        Stale: the customer changed after `versjon` was shown.
        Refused: itself, a ring, already there, or a day before the present link began.
    """
    dag = gyldig_fra or today()
    both = {kunde_id} if forelder_id is None else {kunde_id, forelder_id}
    rows = {each: get_kunde(session, kunde_id=each, lock=True) for each in sorted(both)}
    kunde = rows[kunde_id]
    if versjon is not None and kunde.versjon != versjon:
        raise Stale(_("Noen andre har endret kunden mens du skrev. Se hvor den ligger nå, og prøv igjen."))
    if forelder_id is not None:
        _check_ring(session, kunde_id=kunde_id, forelder_id=forelder_id)
    before = session.scalar(
        select(KundeForelder).where(KundeForelder.kunde_id == kunde_id, KundeForelder.gyldig_til.is_(None))
    )
    if before is None and forelder_id is None:
        raise Refused(_("Kunden ligger ikke under noen annen."), field="forelder_id")
    former = _end(session, before=before, forelder_id=forelder_id, dag=dag) if before is not None else None
    kunde.versjon += 1
    if forelder_id is None:
        record(
            session, "kunde.loesnet", kunde_id=kunde_id, subject=kunde, forelder=former.navn if former else ""
        )
        return None
    session.flush()  # one open link at a time
    link = KundeForelder(kunde_id=kunde_id, forelder_id=forelder_id, gyldig_fra=dag)
    session.add(link)
    record(session, "kunde.flyttet", kunde_id=kunde_id, subject=kunde, forelder=rows[forelder_id].navn)
    record(session, "kunde.enhet-opprettet", kunde_id=forelder_id, subject=kunde, navn=kunde.navn)
    return link


def _check_ring(session: Session, *, kunde_id: UUID, forelder_id: UUID) -> None:
    opp = ancestors(forelder_id)
    if would_circle(kunde_id=kunde_id, ancestors=session.scalars(select(opp.c.id))):
        raise Refused(
            _("En kunde kan ikke ligge under seg selv eller en av enhetene sine."), field="forelder_id"
        )


def _end(session: Session, *, before: KundeForelder, forelder_id: UUID | None, dag: date) -> Kunde:
    """Close the present link; one that begins the same day is replaced, since a link lasts at least a day."""
    if before.forelder_id == forelder_id:
        raise Refused(_("Kunden ligger alt under denne."), field="forelder_id")
    if before.gyldig_fra > dag:
        raise Refused(_("Velg en dag etter at dagens plassering begynte."), field="gyldig_fra")
    former = get_kunde(session, kunde_id=before.forelder_id)
    if before.gyldig_fra == dag:
        session.delete(before)
    else:
        before.gyldig_til = dag
    return former
