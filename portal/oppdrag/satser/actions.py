"""Changing the rates of many oppdrag of one customer from a day (funksjoner.md A18)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.queries import get_kunde
from portal.oppdrag.models import Utleieoppdrag, UtleieoppdragPris
from portal.oppdrag.priser.actions import sett_pris
from portal.oppdrag.satser.queries import list_satser
from portal.oppdrag.satser.rules import MOST_OERE, Endring, Valgt


def endre_satser(
    session: Session, *, kunde_id: UUID, endring: Endring, under: bool, valgte: Collection[Valgt]
) -> int:
    """Give the chosen prices their new amounts; all or none. Answers how many. Locks their oppdrag in order.

    Raises:
        NotFound: no such customer. Stale: one of them is no longer as it was shown. Refused: nothing is chosen or
            changed, or an hour would be free or beyond the bounds.
    """
    get_kunde(session, kunde_id=kunde_id)
    if not valgte:
        raise Refused(_("Velg minst én sats."))
    if endring.er_tom:
        raise Refused(_("Skriv hva satsene skal endres med."), field="pris_bp")
    ids = [each.pris_id for each in valgte]
    of = select(UtleieoppdragPris.oppdrag_id).where(UtleieoppdragPris.id.in_(ids))
    lock = select(Utleieoppdrag.id).where(Utleieoppdrag.id.in_(of)).order_by(Utleieoppdrag.id)
    session.scalars(lock.with_for_update()).all()
    rows = {row.id: row for row in list_satser(session, kunde_id=kunde_id, fra=endring.fra, under=under)}
    for each in valgte:
        row = rows.get(each.pris_id)
        if row is None or (row.loenn_oere, row.pris_oere) != (each.loenn_oere, each.pris_oere):
            raise Stale(_("Noen av satsene er endret mens du så på dem. Se dem på nytt."))
    for each in valgte:
        row = rows[each.pris_id]
        loenn, pris = endring.new_pay(row.loenn_oere), endring.new_price(row.pris_oere)
        if not (0 < loenn <= MOST_OERE and 0 < pris <= MOST_OERE):
            raise Refused(
                _(
                    "%(vikar)s, oppdrag %(nummer)s, får en sats som ikke kan være.",
                    vikar=row.vikar,
                    nummer=row.nummer,
                ),
                field="pris_bp",
            )
        sett_pris(
            session,
            oppdrag_id=row.oppdrag_id,
            kategori=row.kategori,
            loenn_oere=loenn,
            pris_oere=pris,
            mva_bp=row.mva_bp,
            fra=row.gjelder_fra,
        )
    record(session, "oppdrag.satser-endret", kunde_id=kunde_id, antall=len(ids), fra=endring.fra.isoformat())
    return len(ids)
