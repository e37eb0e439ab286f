"""Payments: registered, laid on invoices, taken off them again. Rows are only added; nothing here commits.

Locks, always in this order: the invoices by id, the payment, then the totals in the triggers.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.faktura.fordeling import fordel, get_rest, list_gitt, lock_fakturaer, lock_innbetalinger
from portal.faktura.innbetalinger.queries import find_innbetaling, get_innbetaling, list_kunder
from portal.faktura.innbetalinger.rules import Betalingsdata, check_day
from portal.faktura.models import (
    Betalingskilde,
    Dokumentkind,
    Dokumenttilstand,
    Innbetaling,
    Innbetalingsslag,
    Salgsdokument,
)
from portal.i18n import _
from portal.kundekort.queries import get_kunde
from portal.web.formats import kr


def registrer_for_faktura(
    session: Session, *, faktura_id: UUID, data: Betalingsdata, idempotens: UUID
) -> Innbetaling:
    """Money for one invoice: it takes what is open, the rest stays with the customer. The same key, the first row.

    Raises:
        NotFound. Refused: not an issued invoice, nothing, or a day that has not been.
    """
    faktura = _lock_invoice(session, faktura_id)
    if first := find_innbetaling(session, idempotens=idempotens):
        return first
    row = _register(session, data, kunde_id=faktura.kunde_id, selskap_id=faktura.selskap_id, key=idempotens)
    taken = min(data.beloep_oere, get_rest(session, faktura_id=faktura_id))
    if taken:
        fordel(session, rader=[(row.id, faktura_id, taken)])
    record(
        session,
        "innbetaling.foert",
        kunde_id=row.kunde_id,
        subject=row,
        nummer=faktura.nummer,
        sum_oere=row.beloep_oere,
    )
    return row


def registrer_for_kunde(
    session: Session, *, kunde_id: UUID, data: Betalingsdata, idempotens: UUID
) -> Innbetaling:
    """Money nobody knows the invoice of: it waits as the customer's until someone lays it.

    Raises:
        NotFound. Refused: nothing, or a day that has not been.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    if first := find_innbetaling(session, idempotens=idempotens):
        return first
    row = _register(session, data, kunde_id=kunde.id, selskap_id=kunde.selskap_id, key=idempotens)
    record(session, "innbetaling.ufordelt", kunde_id=kunde.id, subject=row, sum_oere=row.beloep_oere)
    return row


def fordel_innbetaling(session: Session, *, innbetaling_id: UUID, valg: Mapping[UUID, int]) -> None:
    """Lay øre of what is left of a payment on invoices of the same customer.

    Raises:
        NotFound: no such payment, or an invoice of another customer or company.
        Refused: nothing chosen, more than an invoice has open, or more than is left.
    """
    innbetaling = get_innbetaling(session, innbetaling_id=innbetaling_id)
    chosen = {faktura_id: oere for faktura_id, oere in valg.items() if oere}
    if not chosen or min(chosen.values()) < 0:
        raise Refused(_("Skriv beløp på minst én faktura."))
    kunder = set(list_kunder(session, kunde_id=innbetaling.kunde_id))
    fakturaer = lock_fakturaer(session, ids=chosen)
    theirs = [f for f in fakturaer if f.kunde_id in kunder and f.selskap_id == innbetaling.selskap_id]
    if len(theirs) < len(chosen):
        raise NotFound(f"salgsdokument {set(chosen) - {f.id for f in theirs}}")
    for faktura in fakturaer:
        _check_open(session, faktura, chosen[faktura.id])
    [locked] = lock_innbetalinger(session, ids=[innbetaling_id])
    if sum(chosen.values()) > locked.rest_oere:
        raise Refused(_("Det er bare %(rest)s igjen av innbetalingen.", rest=kr(locked.rest_oere)))
    fordel(session, rader=[(innbetaling_id, faktura_id, oere) for faktura_id, oere in chosen.items()])
    for faktura in fakturaer:
        record(
            session,
            "innbetaling.fordelt",
            kunde_id=faktura.kunde_id,
            subject=locked,
            nummer=faktura.nummer,
            sum_oere=chosen[faktura.id],
        )


def loesne(session: Session, *, innbetaling_id: UUID, faktura_id: UUID) -> None:
    """Take off the invoice all that a payment holds on it; it is the customer's balance again.

    Raises:
        NotFound. Refused: it holds nothing there.
    """
    lock_fakturaer(session, ids=[faktura_id])
    lock_innbetalinger(session, ids=[innbetaling_id])
    row = get_innbetaling(session, innbetaling_id=innbetaling_id)
    held = [g for g in list_gitt(session, innbetaling_id=innbetaling_id) if g.dokument_id == faktura_id]
    if not held:
        raise Refused(_("Innbetalingen er alt tatt av fakturaen."))
    fordel(session, rader=[(row.id, faktura_id, -int(held[0].oere))])
    record(session, "innbetaling.loesnet", kunde_id=row.kunde_id, subject=row, sum_oere=int(held[0].oere))


def _lock_invoice(session: Session, faktura_id: UUID) -> Salgsdokument:
    found = lock_fakturaer(session, ids=[faktura_id])
    if not found:
        raise NotFound(f"salgsdokument {faktura_id}")
    if found[0].kind is not Dokumentkind.FAKTURA or found[0].tilstand is not Dokumenttilstand.UTSTEDT:
        raise Refused(_("Bare en utstedt faktura kan betales."))
    return found[0]


def _check_open(session: Session, faktura: Salgsdokument, oere: int) -> None:
    rest = get_rest(session, faktura_id=faktura.id)
    if oere > rest:
        raise Refused(
            _("Faktura %(nr)s har bare %(rest)s åpent.", nr=faktura.nummer, rest=kr(rest)),
        )


def _register(
    session: Session, data: Betalingsdata, *, kunde_id: UUID, selskap_id: UUID, key: UUID
) -> Innbetaling:
    check_day(data.dato)
    if data.beloep_oere <= 0:
        raise Refused(_("Skriv et beløp over null."), field="beloep")
    row = Innbetaling(
        id=uuid7(),
        kunde_id=kunde_id,
        selskap_id=selskap_id,
        slag=Innbetalingsslag.INNBETALING,
        beloep_oere=data.beloep_oere,
        rest_oere=data.beloep_oere,
        dato=data.dato,
        kilde=Betalingskilde.MANUELL,
        fingeravtrykk=f"manuell:{key}",
        kid=data.kid,
        referanse=data.referanse,
        foert_av=actor_of(session).navn,
        foert_tid=now(),
        idempotens=key,
    )
    session.add(row)
    session.flush()  # the allocation points at it, and its trigger writes it on
    return row
