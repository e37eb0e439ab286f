"""Demo payments: an invoice paid late and too much, one in time, one in part, one undone, and one nobody knows of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import NAMESPACE, Cast
from portal.faktura.fordeling import get_rest
from portal.faktura.innbetalinger.actions import registrer_for_faktura, registrer_for_kunde
from portal.faktura.innbetalinger.rules import Betalingsdata
from portal.faktura.models import Innbetaling
from portal.faktura.queries import get_faktura
from portal.faktura.reverseringer.actions import angre_innbetaling


@dataclass(frozen=True)
class Betalt:
    """So many days after the issue: a share of it in per cent, and øre on top."""

    key: str
    dager: int
    prosent: int = 100
    ekstra_oere: int = 0
    angret: str = ""


PAID = (
    Betalt("honorar", 17, ekstra_oere=250_000),
    Betalt("haug", 15, prosent=60, angret="Ført på feil kunde"),
    Betalt("legevakt", 14),
    Betalt("hotell", 16, prosent=50),
)
#: Customer who paid something nobody knows the invoice of.
UNKNOWN = ("bryggen", 480_000, "Uten KID")


def pay(session: Session, cast: Cast, *, typed: dict[str, UUID]) -> None:
    """`typed` are the invoices by their key; days that have not been are left out."""
    for each in PAID:
        if each.key not in typed:
            continue
        faktura = get_faktura(session, faktura_id=typed[each.key])
        dato = (faktura.utstedt_dato or today()) + timedelta(days=each.dager)
        if dato >= today():
            continue
        with frozen(datetime.combine(dato, time(10, 5), OSLO)):
            row = _register(session, cast, each, faktura_id=faktura.id, kid=faktura.kid, dato=dato)
            if each.angret:
                key = uuid5(NAMESPACE, f"{cast.slug}/angret/{each.key}")
                angre_innbetaling(session, innbetaling_id=row.id, grunn=each.angret, idempotens=key)
    if typed:
        _unknown(session, cast)


def _register(
    session: Session, cast: Cast, each: Betalt, *, faktura_id: UUID, kid: str, dato: date
) -> Innbetaling:
    oere = get_rest(session, faktura_id=faktura_id) * each.prosent // 100 + each.ekstra_oere
    return registrer_for_faktura(
        session,
        faktura_id=faktura_id,
        data=Betalingsdata(oere, dato, kid=kid),
        idempotens=uuid5(NAMESPACE, f"{cast.slug}/betaling/{each.key}"),
    )


def _unknown(session: Session, cast: Cast) -> None:
    kunde, oere, referanse = UNKNOWN
    dato = today() - timedelta(days=2)
    with frozen(datetime.combine(dato, time(10, 12), OSLO)):
        registrer_for_kunde(
            session,
            kunde_id=cast.id(kunde),
            data=Betalingsdata(oere, dato, referanse=referanse),
            idempotens=uuid5(NAMESPACE, f"{cast.slug}/betaling/ukjent"),
        )
