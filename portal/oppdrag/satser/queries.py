"""The prices a change of rates may touch."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.kandidater.models import Kandidat
from portal.kundekort.models import Kunde
from portal.kundekort.tree import subtree
from portal.oppdrag.models import Utleieoppdrag, UtleieoppdragPris

#: Prices in one go; a customer with more changes them enhet by enhet.
MOST = 500


def list_satser(
    session: Session, *, kunde_id: UUID, fra: date, under: bool
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Prices in force on `fra`, or when the oppdrag begins after it; at the customer, or `under` it too.

    (id, oppdrag_id, nummer, tittel, vikar, kunde, kategori, loenn_oere, pris_oere, mva_bp, gjelder_fra, gyldig_til),
    one more than MOST at most. Oppdrag that have ended by then are left out. One statement.
    """
    pris, oppdrag = UtleieoppdragPris, Utleieoppdrag
    gjelder_fra = func.greatest(fra, oppdrag.fra_dato)
    where = oppdrag.kunde_id.in_(select(subtree(kunde_id).c.id)) if under else oppdrag.kunde_id == kunde_id
    return session.execute(
        select(
            pris.id,
            pris.oppdrag_id,
            oppdrag.nummer,
            oppdrag.tittel,
            func.concat(Kandidat.fornavn, " ", Kandidat.etternavn).label("vikar"),
            Kunde.navn.label("kunde"),
            pris.kategori,
            pris.loenn_oere,
            pris.pris_oere,
            pris.mva_bp,
            gjelder_fra.label("gjelder_fra"),
            pris.gyldig_til,
        )
        .join(oppdrag, oppdrag.id == pris.oppdrag_id)
        .join(Kandidat, Kandidat.id == oppdrag.kandidat_id)
        .join(Kunde, Kunde.id == oppdrag.kunde_id)
        .where(
            where,
            or_(
                oppdrag.til_dato.is_(None),
                and_(oppdrag.til_dato >= fra, oppdrag.til_dato >= oppdrag.fra_dato),
            ),
            pris.gyldig_fra <= gjelder_fra,
            or_(pris.gyldig_til.is_(None), pris.gyldig_til > gjelder_fra),
        )
        .order_by(Kunde.sortering, oppdrag.nummer, pris.kategori)
        .limit(MOST + 1)
    ).all()
