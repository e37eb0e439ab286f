"""A registration undone, and money paid back: rows against the payment, which itself is never changed.

Locks as when it was laid: the invoices by id, the payment, then the totals in the triggers. Nothing here commits.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.faktura.fordeling import fordel, list_gitt, lock_fakturaer, lock_innbetalinger
from portal.faktura.innbetalinger.queries import find_innbetaling, get_innbetaling
from portal.faktura.innbetalinger.rules import check_day
from portal.faktura.models import Betalingskilde, Innbetaling, Innbetalingsslag
from portal.i18n import _
from portal.web.formats import kr


def angre_innbetaling(session: Session, *, innbetaling_id: UUID, grunn: str, idempotens: UUID) -> Innbetaling:
    """Undo a registration by a row against it; its invoices are open again. The same key answers the first row.

    Raises:
        NotFound. Stale: laid on another invoice meanwhile.
        Refused: no reason, undone already, or money of it was paid back.
    """
    get_innbetaling(session, innbetaling_id=innbetaling_id)
    seen = list_gitt(session, innbetaling_id=innbetaling_id)
    lock_fakturaer(session, ids=[g.dokument_id for g in seen])
    [row] = lock_innbetalinger(session, ids=[innbetaling_id])
    if first := find_innbetaling(session, idempotens=idempotens):
        return first
    given = list_gitt(session, innbetaling_id=innbetaling_id)
    if {g.dokument_id for g in given} - {g.dokument_id for g in seen}:
        raise Stale(_("Noen andre fordelte innbetalingen nå nettopp. Last siden på nytt."))
    if not grunn.strip():
        raise Refused(_("Skriv hvorfor registreringen angres."), field="grunn")
    if row.rest_oere + sum(int(g.oere) for g in given) < row.beloep_oere:
        raise Refused(_("Innbetalingen er alt angret, eller noe av den er betalt tilbake."))
    if given:
        fordel(session, rader=[(row.id, g.dokument_id, -int(g.oere)) for g in given])
    undone = _against(
        session, row, Innbetalingsslag.REVERSERING, row.beloep_oere, key=idempotens, grunn=grunn.strip()
    )
    record(
        session,
        "innbetaling.angret",
        kunde_id=row.kunde_id,
        subject=row,
        sum_oere=row.beloep_oere,
        grunn=undone.grunn,
    )
    return undone


def tilbakebetal(
    session: Session, *, innbetaling_id: UUID, beloep_oere: int, dato: date, idempotens: UUID
) -> Innbetaling:
    """Note that what no invoice was given of a payment was paid back. The same key answers the first row.

    Raises:
        NotFound. Refused: nothing, more than is left, or a day that has not been.
    """
    get_innbetaling(session, innbetaling_id=innbetaling_id)
    [row] = lock_innbetalinger(session, ids=[innbetaling_id])
    if first := find_innbetaling(session, idempotens=idempotens):
        return first
    check_day(dato)
    if not 0 < beloep_oere <= row.rest_oere:
        raise Refused(
            _("Det er bare %(rest)s igjen av innbetalingen.", rest=kr(row.rest_oere)), field="beloep"
        )
    back = _against(session, row, Innbetalingsslag.TILBAKEBETALING, beloep_oere, key=idempotens, dato=dato)
    record(session, "innbetaling.tilbakebetalt", kunde_id=row.kunde_id, subject=row, sum_oere=beloep_oere)
    return back


def _against(
    session: Session,
    row: Innbetaling,
    slag: Innbetalingsslag,
    oere: int,
    *,
    key: UUID,
    dato: date | None = None,
    grunn: str = "",
) -> Innbetaling:
    """A negative row of the payment."""
    against = Innbetaling(
        id=uuid7(),
        kunde_id=row.kunde_id,
        selskap_id=row.selskap_id,
        slag=slag,
        gjelder_id=row.id,
        beloep_oere=-oere,
        dato=dato or today(),
        kilde=Betalingskilde.MANUELL,
        fingeravtrykk=f"{slag}:{key}",
        grunn=grunn,
        foert_av=actor_of(session).navn,
        foert_tid=now(),
        idempotens=key,
    )
    session.add(against)
    session.flush()  # its trigger takes the sum from the payment
    return against
